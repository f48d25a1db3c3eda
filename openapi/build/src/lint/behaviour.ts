import type { Document } from '../document.ts'

/** The rows of behaviour.yaml: unique ids, full sentences, and a kind of proof. */
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
  }
  return findings
}
