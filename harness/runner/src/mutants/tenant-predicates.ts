import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'
import { repositoryPath } from '../paths.ts'
import type { Mutant } from './mutant.ts'

const folder = 'packages/server/src'
const left = /\.test\.ts$|\/testing\/|\/migrations\//

/**
 * A mutant for every place where the server's SQL asks whose a row is: without the question, all orgs
 * share their rows. They are found in the code, so that a new query can't be forgotten.
 */
export function listTenantMutants(): Mutant[] {
  return globSync('**/*.ts', { cwd: repositoryPath(folder) })
    .map((path) => `${folder}/${path}`)
    .filter((file) => !left.test(file))
    .sort()
    .flatMap((file) => mutantsIn(file, readFileSync(repositoryPath(file), 'utf8')))
}

/** `agent-repository.listAgents`, and a number where one query asks again. */
export function mutantsIn(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Mutant[] = []
  const seen = new Map<string, number>()
  const visit = (node: ts.Node, name: string): void => {
    const own = nameOf(node) ?? name
    const column = columnOf(node)
    if (column) {
      const place = `${basename(file, '.ts')}.${own}`
      const count = (seen.get(place) ?? 0) + 1
      seen.set(place, count)
      const find = uniqueFrom(text, column.node.getStart(source), node.getEnd())
      found.push({
        id: `server.tenant.${place}${count > 1 ? `.${count}` : ''}`,
        behaviour: 'security.tenant_predicate',
        target: 'server',
        file,
        find,
        replace: find.replace(/'=', [^']+$/, "'<>', '')"),
      })
    }
    refuseRawSql(file, node)
    ts.forEachChild(node, (child) => visit(child, own))
  }
  visit(source, '')
  return found
}

function nameOf(node: ts.Node): string | undefined {
  const isNamed = ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)
  return isNamed && ts.isSourceFile(topOf(node)) ? node.name?.getText() : undefined
}

/** What a declaration stands in, past the statement that a variable is part of. */
function topOf(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent
}

/** The column of `.where('org_id', '=', …)`. */
function columnOf(node: ts.Node): { node: ts.Node } | undefined {
  if (!ts.isCallExpression(node) || !/\.where$/.test(node.expression.getText())) return undefined
  const [column, operator] = node.arguments
  const isTenant = column && ts.isStringLiteral(column) && /(^|\.)org_id$/.test(column.text)
  return isTenant && operator?.getText() === "'='" ? { node: column } : undefined
}

/** Fails loudly where a query is written in a way that nothing here would find. */
function refuseRawSql(file: string, node: ts.Node): void {
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddle(node))
    return
  if (/\borg_id"?\s*=/.test(node.text)) throw new Error(`${file}: ask for org_id with .where`)
}

/** The text of a place, with as much before it as makes it the only one of its kind. */
function uniqueFrom(text: string, start: number, end: number): string {
  let from = start
  while (text.split(text.slice(from, end)).length > 2) from = text.lastIndexOf('\n', from - 1)
  return text.slice(from, end)
}
