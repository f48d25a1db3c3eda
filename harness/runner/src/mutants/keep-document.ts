import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { repositoryPath } from '../paths.ts'

export interface Document {
  /** From the root of the repository. */
  path: string
  text: string
  /** The command that writes it. */
  by: string
}

/** Writes a document, or with `check` only compares it; returns what is wrong. */
export function keepDocument(
  { path, text, by }: Document,
  { check }: { check: boolean },
): string[] {
  const file = repositoryPath(path)
  if (!check) writeFileSync(file, text)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return []
  return [`${path} is not what this run shows: run \`${by}\` and commit it`]
}
