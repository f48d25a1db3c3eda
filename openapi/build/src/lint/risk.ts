import type { Document, RiskPattern, RiskRule } from '../document.ts'
import { resolve } from '../document.ts'
import { complaintsAbout } from './pattern.ts'

/** The table of risk.yaml: every rule can be explained, every pattern does as its examples say. */
export function lintRisk(document: Document): string[] {
  const findings: string[] = []
  const table = document['x-risk']
  if (!table) return ['risk.yaml: is missing']
  const report = (what: string) => findings.push(`risk.yaml ${what}`)
  const ids = table.rules.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) report('has a rule twice')
  for (const rule of table.rules) lintRule(rule, table.cap, report)
  for (const [rule, kinds] of Object.entries(table.patterns)) {
    if (!ids.includes(rule)) report(`patterns: \`${rule}\` is no rule`)
    for (const [kind, patterns] of Object.entries(kinds)) {
      if (!actKinds(document).includes(kind))
        report(`patterns ${rule}: \`${kind}\` is no kind of act`)
      for (const pattern of patterns) lintPattern(`${rule} ${kind}`, pattern, report)
    }
  }
  return findings
}

type Report = (what: string) => void

function lintRule({ id, points, per, max, title, when }: RiskRule, cap: number, report: Report) {
  if (!/^[a-z][a-z_]*$/.test(id)) report(`${id}: name it in snake_case`)
  if (!title || !when) report(`${id}: says what it means and when it applies`)
  const inOrder = points > 0 && max >= points && max <= cap && (per !== null || max === points)
  if (!inOrder) report(`${id}: points, max and cap do not fit`)
}

function lintPattern(at: string, { name, pattern, matches, ignores }: RiskPattern, report: Report) {
  const complaints = complaintsAbout(pattern)
  for (const complaint of complaints) report(`${at}: \`${name}\` ${complaint}`)
  if (complaints.length > 0) return
  const form = new RegExp(pattern, 'iu')
  if (!(matches?.length >= 2) || !(ignores?.length >= 1))
    report(`${at}: \`${name}\` has two texts in \`matches\` and one in \`ignores\``)
  for (const text of matches ?? [])
    if (!form.test(text)) report(`${at}: \`${name}\` misses ${text}`)
  for (const text of ignores ?? []) if (form.test(text)) report(`${at}: \`${name}\` takes ${text}`)
}

function actKinds(document: Document): string[] {
  const act = resolve(document, '#/components/schemas/Act') as
    | { discriminator?: { mapping?: object } }
    | undefined
  return Object.keys(act?.discriminator?.mapping ?? {})
}
