import { schemas } from '@coxswain/contract/validators'
import { compileGlobs } from './glob.ts'
import type { GuardPolicy, UnreadablePolicy } from './judge.ts'
import { compileRule } from './rules/compile-rule.ts'
import { ruleNeeds } from './rules/rule-needs.ts'

/** What of a policy the guard needs, as it is stored: nothing of it is taken for granted. */
export interface PolicySource {
  readonly id: string | null
  readonly name: string | null
  /** `null` for a draft. */
  readonly version: number | null
  readonly mode: string
  /** JSON: the globs, or null. */
  readonly agentIds: string
  /** JSON. */
  readonly rule: string
}

export type CompiledPolicy = GuardPolicy | UnreadablePolicy

type Compiled = Pick<GuardPolicy, 'concerns' | 'match' | 'needs' | 'type'>

/** Compiled policies to keep; beyond it all are forgotten, and compiled again as needed. */
const maxKept = 5000
const kept = new Map<string, Compiled | string>()

/**
 * Makes a policy ready to be asked. What was compiled is kept by the very text that it was compiled
 * from, so a changed policy can't be mistaken for what it was.
 */
export function compilePolicy(source: PolicySource): CompiledPolicy {
  const { id, name, version, mode } = source
  const compiled = readMode(mode) ?? readRule(source)
  if (typeof compiled !== 'string') {
    return { id, name, version, enforced: mode === 'enforce', ...compiled }
  }
  return { unreadable: true, id: id ?? '', name: name ?? '', problem: compiled }
}

function readMode(mode: string): string | null {
  return mode === 'enforce' || mode === 'monitor' ? null : `its mode is \`${mode}\``
}

/** The policy, or why it can't be read. */
function readRule({ agentIds, rule }: PolicySource): Compiled | string {
  const text = `${agentIds}\n${rule}`
  const known = kept.get(text)
  if (known !== undefined) return known
  const fresh = compile(agentIds, rule)
  if (kept.size >= maxKept) kept.clear()
  kept.set(text, fresh)
  return fresh
}

function compile(agentIdsText: string, ruleText: string): Compiled | string {
  const agentIds = schemas.AgentGlobs.safeParse(parse(agentIdsText))
  if (!agentIds.success) return 'its agent ids are not what they should be'
  const rule = schemas.PolicyRule.safeParse(parse(ruleText))
  if (!rule.success) return 'its rule is none that this server knows'
  const concerns = agentIds.data === null ? () => true : compileGlobs(agentIds.data)
  const { data } = rule
  return { concerns, match: compileRule(data), needs: ruleNeeds(data), type: data.type }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
