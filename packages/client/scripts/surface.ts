// Writes what the package exports, with signatures, to surface.txt: a change of it is a change that
// users see, and the diff of that file shows it.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
export const surfaceFile = `${root}surface.txt`

/** Every exported name with its declaration; types of the contract by their name alone. */
export function surface(): string {
  const entries = ['src/index.ts', 'src/raw.ts', 'src/webhooks.ts'].map((file) => root + file)
  const program = ts.createProgram(entries, compilerOptions())
  const declarations = emitDeclarations(program)
  return entries
    .map((entry) => `# ${entry.slice(root.length)}\n\n${describe(program, entry, declarations)}`)
    .join('\n')
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true, removeComments: true }
  return { ...options, ...emit }
}

/** The text of every top-level declaration, by file and name. */
function emitDeclarations(program: ts.Program): Map<string, string> {
  const texts = new Map<string, string>()
  program.emit(undefined, (path, text) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
    const source = path.replace(/\.d\.ts$/, '.ts')
    for (const statement of file.statements)
      for (const name of namesOf(statement)) {
        const key = `${source}:${name}`
        const before = texts.get(key)
        const own = statement.getText(file).replace(/^export /, '')
        texts.set(key, before ? `${before}\n${own}` : own)
      }
  })
  return texts
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((declaration) =>
      ts.isIdentifier(declaration.name) ? declaration.name.text : '',
    )
  const { name } = statement as { name?: ts.Identifier }
  return name ? [name.text] : []
}

function describe(program: ts.Program, entry: string, texts: Map<string, string>): string {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(entry)
  const module = file && checker.getSymbolAtLocation(file)
  if (!module) throw new Error(`${entry} exports nothing`)
  const lines = checker.getExportsOfModule(module).map((exported) => {
    const alias = exported.flags & ts.SymbolFlags.Alias
    const symbol = alias ? checker.getAliasedSymbol(exported) : exported
    const source = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
    // The contract has its own artifact, and a diff that knows what breaks.
    if (!source.startsWith(`${root}src/`) || source.endsWith('/paths.ts'))
      return `type ${exported.name}`
    const text = texts.get(`${source}:${symbol.name}`)
    if (text === undefined) throw new Error(`${source} declares no ${symbol.name}`)
    return text.replace(/^(declare const version) = .*$/, '$1: string')
  })
  return `${lines.toSorted().join('\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(surfaceFile, surface())
