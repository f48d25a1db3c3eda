import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Puts one section into the report of the parity suite, beside whatever is in it. */
export function writeSection(
  path: string,
  name: 'mutants' | 'operators' | 'fuzz',
  section: unknown,
): void {
  mkdirSync(dirname(path), { recursive: true })
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  writeFileSync(path, `${JSON.stringify({ ...report, [name]: section }, null, 2)}\n`)
}
