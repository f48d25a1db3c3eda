import type { ActInput } from '@coxswain/contract'
import { ProtectedPath } from '../paths/protected-path.ts'
import { type RuleMatch, type RuleOf, verbs } from './rule.ts'

type Rule = RuleOf<'protected_path'>

export function protectedPath(rule: Rule): RuleMatch {
  const protectedPaths = rule.paths.map((glob) => ({ glob, path: new ProtectedPath(glob) }))
  const { decision } = rule
  return (subject) => {
    if (!concerns(rule, subject.request.act)) return null
    const named = subject.paths()
    if (named === null) {
      return { decision, because: `${verbs[decision]} acts whose paths nobody can tell` }
    }
    for (const { glob, path } of protectedPaths) {
      // Reasons are told in events, and events quote no act.
      if (path.find(named) !== null)
        return { decision, because: `${verbs[decision]} acts on \`${glob}\`` }
    }
    return null
  }
}

/** Only what a `file` act does is known; any other act may do anything. */
function concerns({ operations }: Rule, act: ActInput): boolean {
  return act.type !== 'file' || operations === undefined || operations.includes(act.operation)
}
