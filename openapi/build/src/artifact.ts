import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from './document.ts'

/** The bytes of an artifact: JSON with two spaces and a line end, members in the document's order. */
export const serialise = (document: Document): string => `${JSON.stringify(document, null, 2)}\n`

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const sumLine = (text: string, name: string): string => `${digest(text)}  ${name}\n`

/** Writes `<name>` and `<name>.sha256` (in the form that `sha256sum --check` reads). */
export function write(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, `${name}.sha256`), sumLine(text, name))
}

/** What is wrong with the artifacts in a folder: a frozen file that changed, or a stale current one. */
export function problemsOf(folder: string, current: string): string[] {
  const problems: string[] = []
  const names = readdirSync(folder)
  const artifacts = names.filter((name) => name.endsWith('.json'))
  for (const name of artifacts) {
    const sum = join(folder, `${name}.sha256`)
    if (!existsSync(sum)) problems.push(`${name}: its .sha256 is missing; restore it from history`)
    else if (readFileSync(sum, 'utf8') !== sumLine(readFileSync(join(folder, name), 'utf8'), name))
      problems.push(`${name}: differs from its .sha256; a frozen artifact must never change`)
  }
  for (const name of names.filter((n) => n.endsWith('.sha256')))
    if (!artifacts.includes(name.replace(/\.sha256$/, '')))
      problems.push(`${name}: its artifact is missing; restore it from history`)
  if (!artifacts.includes('current.json') || read(folder, 'current.json') !== current)
    problems.push('current.json: is not what the sources give; run `pnpm contract:build`')
  return problems
}

/** Freezes the current artifact under a version; a version can be frozen once. */
export function release(folder: string, version: string, current: string): string {
  if (!/^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?$/.test(version))
    throw new Error(`\`${version}\` is not a semantic version, such as 1.0.0-alpha.1`)
  const name = `${version}.json`
  if (existsSync(join(folder, name)))
    throw new Error(`${name} is frozen already; choose the next version`)
  const document = JSON.parse(current) as Document
  document.info.version = version
  write(folder, name, serialise(document))
  return name
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')
