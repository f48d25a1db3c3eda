import {
  type ActInput,
  type RiskPattern,
  type RiskPoint,
  type RiskRuleId,
  riskTable,
} from '@coxswain/contract'
import type { GuardRequest } from './guard-request.ts'

/** What went wrong with an agent of late, within `riskTable.recentSeconds`. */
export interface RecentTrouble {
  readonly failures: number
  readonly drift: number
}

export interface Risk {
  /** The larger of the declared and the computed score. */
  readonly score: number
  readonly computed: number
  /** Every point of the computed score. */
  readonly breakdown: readonly RiskPoint[]
}

/** How often a rule applies, and what exactly it found. */
interface Applied {
  readonly times: number
  readonly found?: string | undefined
}

const once: Applied = { times: 1 }
const never: Applied = { times: 0 }

type Rule = (request: GuardRequest, recent: RecentTrouble) => Applied

/** The rules of the contract's risk table, by id. */
const rules: Readonly<Record<RiskRuleId, Rule>> = {
  irreversible: ({ reversible }) => when(reversible === false),
  reversibility_unknown: ({ reversible }) => when(reversible === null),
  systems_touched: ({ systemsTouched }) => {
    const further = Math.max(0, systemsTouched.length - 1)
    return { times: further, found: `${systemsTouched.length} of them` }
  },
  act_shell: ({ act }) => when(act.type === 'shell'),
  act_sql: ({ act }) => when(act.type === 'sql'),
  act_http_write: ({ act }) =>
    when(act.type === 'http' && !['GET', 'HEAD', 'OPTIONS'].includes(act.method)),
  act_file_change: ({ act }) => when(act.type === 'file' && act.operation !== 'read'),
  act_tool_call: ({ act }) => when(act.type === 'tool_call'),
  act_custom: ({ act }) => when(act.type === 'custom'),
  destructive_pattern: ({ act }) => matchPattern('destructive_pattern', act),
  elevated_privileges: ({ act }) => matchPattern('elevated_privileges', act),
  no_authorization_scope: ({ authorizationScope }) => when(authorizationScope === null),
  recent_failures: (_request, { failures }) => ({ times: failures }),
  recent_drift: (_request, { drift }) => ({ times: drift }),
}

/** Sums the points of every rule of the table that applies. */
export function assessRisk(request: GuardRequest, recent: RecentTrouble): Risk {
  const breakdown = riskTable.rules.flatMap(({ id, points, max, title }): RiskPoint[] => {
    const { times, found } = rules[id](request, recent)
    if (times === 0) return []
    const description = found === undefined ? title : `${title.replace(/\.$/, '')}: ${found}.`
    return [{ rule: id, points: Math.min(points * times, max), description }]
  })
  const sum = breakdown.reduce((total, { points }) => total + points, 0)
  const computed = Math.min(sum, riskTable.cap)
  return { computed, breakdown, score: Math.max(computed, request.declaredRiskScore ?? 0) }
}

function when(applies: boolean): Applied {
  return applies ? once : never
}

interface Pattern {
  readonly name: string
  readonly expression: RegExp
}

const patterns = new Map(
  Object.entries(riskTable.patterns).flatMap(([rule, kinds]) =>
    Object.entries(kinds).map(([kind, list]): [string, readonly Pattern[]] => [
      `${rule} ${kind}`,
      (list as readonly RiskPattern[]).map(({ name, pattern }) => ({
        name,
        expression: new RegExp(pattern, 'iu'),
      })),
    ]),
  ),
)

function matchPattern(rule: RiskRuleId, act: ActInput): Applied {
  const text = actText(act)
  const found = patterns.get(`${rule} ${act.type}`)?.find(({ expression }) => expression.test(text))
  return found === undefined ? never : { times: 1, found: found.name }
}

/** The text of an act in which the table's patterns are sought. */
function actText(act: ActInput): string {
  switch (act.type) {
    case 'shell':
      return act.command
    case 'sql':
      return act.statement
    case 'http':
      return `${act.method} ${act.url}`
    case 'file':
      return `${act.operation} ${act.path}`
    case 'tool_call':
      return `${act.server}/${act.name}\n${JSON.stringify(act.arguments)}`
    case 'custom':
      return `${act.name}\n${JSON.stringify(act.data)}`
  }
}
