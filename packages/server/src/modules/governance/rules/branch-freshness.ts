import type { Branch } from '@coxswain/contract'
import { compileGlobs } from '../glob.ts'
import { isFresh } from './age.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

type Rule = RuleOf<'branch_freshness'>

export function branchFreshness(rule: Rule): RuleMatch {
  const matches = compileGlobs(rule.action_types)
  const { decision } = rule
  return ({ request: { actionType, branch }, now }) => {
    const flaw = matches(actionType) ? flawOf(branch, rule, now) : null
    if (flaw === null) return null
    return { decision, because: `${verbs[decision]} action type \`${actionType}\` ${flaw}` }
  }
}

/** What is wrong with a branch; events quote this, so it names no branch. */
function flawOf(
  branch: Branch | null,
  { max_commits_behind: most, max_age_seconds: maxAge }: Rule,
  now: number,
): string | null {
  if (branch === null) return 'without a branch'
  const { commits_behind: behind, synced_at } = branch
  if (behind > most) return `on a branch ${behind} commits behind its base: ${most} are allowed`
  if (isFresh(synced_at, maxAge, now)) return null
  return 'on a branch that nobody has compared with its base lately'
}
