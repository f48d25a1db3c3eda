import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { repositoryPath } from '../paths.ts'

export interface KeptDocument {
  path: string
  text: string
  /** The command that writes it. */
  by: string
}

/** Writes a committed document, or with `check` only compares it; returns what is wrong. */
export function keepDocument(
  { path, text, by }: KeptDocument,
  { check }: { check: boolean },
): string[] {
  if (!check) writeFileSync(path, text)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return []
  const name = relative(repositoryPath(), path)
  return [`${name} is not what this run shows: run \`${by}\` and commit it`]
}
