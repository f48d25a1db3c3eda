import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { OutputFile } from '../emit/text.ts'

export const root = join(import.meta.dirname, '../../../..')

/** The type errors of a file when the repository's generated files are replaced by `files`. */
export function typeErrors(entry: string, files: readonly OutputFile[]): readonly string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const replaced = new Map(files.map(({ path, text }) => [join(root, path), text]))
  const host = ts.createCompilerHost({ ...options, noEmit: true })
  const { readFile, fileExists, getSourceFile } = host
  host.readFile = (path) => replaced.get(path) ?? readFile.call(host, path)
  host.fileExists = (path) => replaced.has(path) || fileExists.call(host, path)
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = replaced.get(path)
    if (text === undefined) return getSourceFile.call(host, path, languageVersion, ...rest)
    return ts.createSourceFile(path, text, languageVersion, true)
  }
  const program = ts.createProgram([join(root, entry)], { ...options, noEmit: true }, host)
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    return `${diagnostic.file?.fileName.slice(root.length + 1) ?? ''}: ${text}`
  })
}

/** Copies folders of the repository and lays the files over them. */
export function copyWith(
  target: string,
  folders: readonly string[],
  files: readonly OutputFile[],
): void {
  for (const folder of folders) {
    cpSync(join(root, folder), join(target, folder), {
      recursive: true,
      filter: (path) => !path.includes('__pycache__') && !path.endsWith('.test.ts'),
    })
  }
  for (const { path, text } of files) {
    if (!folders.some((folder) => path.startsWith(`${folder}/`))) continue
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), text)
  }
}
