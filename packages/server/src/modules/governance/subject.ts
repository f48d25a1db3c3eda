import { actHash } from './act-hash.ts'
import type { GuardRequest } from './guard-request.ts'
import { actPaths } from './paths/act-paths.ts'
import { NamedPaths } from './paths/named-paths.ts'
import { type Facts, noFacts, type Subject } from './rules/rule.ts'

/** What rules look at, of a request, its risk and its time. */
export function createSubject(
  request: GuardRequest,
  given: Pick<Subject, 'riskScore' | 'now'> & { readonly facts?: Facts },
  hash = actHash(request.actionType, request.act),
): Subject {
  let found: { readonly paths: NamedPaths | null } | null = null
  return {
    request,
    riskScore: given.riskScore,
    now: given.now,
    facts: given.facts ?? noFacts,
    actHash: hash,
    paths() {
      found ??= { paths: indexed(request) }
      return found.paths
    },
  }
}

function indexed({ act }: GuardRequest): NamedPaths | null {
  const paths = actPaths(act)
  return paths === null ? null : new NamedPaths(paths)
}
