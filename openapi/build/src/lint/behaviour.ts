import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BehaviourRow, Document } from '../document.ts'

const root = join(import.meta.dirname, '../../../..')

/** The rows of behaviour.yaml: unique ids, full sentences, and a proof that can be found. */
export function lintBehaviour(document: Document): string[] {
  const findings: string[] = []
  const ids = new Set<string>()
  for (const row of document['x-behaviour']?.rows ?? []) {
    const report = (what: string) => findings.push(`behaviour.yaml ${row.id}: ${what}`)
    if (!/^[a-z_]+\.[a-z_]+$/.test(row.id)) report('the id is `<group>.<name>`')
    if (ids.has(row.id)) report('the id stands twice')
    ids.add(row.id)
    if (!row.title || !row.semantics || !row.group) report('has a group, a title and semantics')
    if (row.proved_by !== 'scenario' && row.proved_by !== 'package_test')
      report('`proved_by` is `scenario` or `package_test`')
    for (const finding of lintTests(row)) report(finding)
  }
  return findings
}

/** Scenarios name the rows that they prove; of package tests the row names the files. */
function lintTests({ proved_by, tests = [] }: BehaviourRow): string[] {
  const byPackage = proved_by === 'package_test'
  if (!byPackage) return tests.length === 0 ? [] : ['`tests` stands only beside `package_test`']
  if (tests.length === 0) return ['`tests` names the files that prove it']
  return tests
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `\`tests\` names ${path}, which is not in the repository`)
}
