import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Writes the document, or with `check` only compares it; returns what is wrong. */
export function keepDocument(
  path: string,
  document: string,
  { check }: { check: boolean },
): string[] {
  if (!check) writeFileSync(path, document)
  if (existsSync(path) && readFileSync(path, 'utf8') === document) return []
  return ['docs/mutants.md is not what this run shows: run `npm run parity:mutants` and commit it']
}
