import type { Model, RiskPattern } from '../../read/model.ts'
import { file } from '../text.ts'
import { header, literal } from './syntax.ts'

/** packages/contract/src/gen/risk.ts: the points of every risk, and what destructive acts look like. */
export function emitRisk(model: Model): string {
  const { cap, recentSeconds, rules, patterns } = model.risk
  const table = { cap, recentSeconds, rules, patterns: byRule(patterns) }
  return file(
    header,
    "import type { RiskTable } from '../risk.ts'",
    '',
    '/** How a risk score is computed. */',
    `export const riskTable = ${literal(table)} as const satisfies RiskTable`,
    '',
    "export type RiskRuleId = (typeof riskTable)['rules'][number]['id']",
  )
}

function byRule(patterns: readonly RiskPattern[]): Readonly<Record<string, object>> {
  return grouped(
    patterns,
    (pattern) => pattern.rule,
    (ofRule) => {
      return grouped(
        ofRule,
        (pattern) => pattern.actType,
        (ofKind) => {
          return ofKind.map(({ name, pattern }) => ({ name, pattern }))
        },
      )
    },
  )
}

function grouped<T>(
  patterns: readonly RiskPattern[],
  by: (pattern: RiskPattern) => string,
  value: (own: readonly RiskPattern[]) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries([...Map.groupBy(patterns, by)].map(([name, own]) => [name, value(own)]))
}
