import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withSection } from '../report/page/draw-page.ts'

/** Puts one section into the report of the parity suite and into its page, beside whatever is in them. */
export function writeSection(
  path: string,
  name: 'mutants' | 'operators' | 'fuzz',
  section: unknown,
): void {
  mkdirSync(dirname(path), { recursive: true })
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  writeFileSync(path, `${JSON.stringify({ ...report, [name]: section }, null, 2)}\n`)
  const page = join(dirname(path), 'parity.html')
  if (existsSync(page)) writeFileSync(page, withSection(readFileSync(page, 'utf8'), name, section))
}
