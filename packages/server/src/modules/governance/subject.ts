import { actHash } from './act-hash.ts'
import type { GuardRequest } from './guard-request.ts'
import { actPaths } from './paths/act-paths.ts'
import type { NamedPath } from './paths/named-path.ts'
import type { Subject } from './rules/rule.ts'

/** What rules look at, of a request and its risk. */
export function createSubject(
  request: GuardRequest,
  riskScore: number,
  hash = actHash(request.actionType, request.act),
): Subject {
  let found: { readonly paths: readonly NamedPath[] | null } | null = null
  return {
    request,
    riskScore,
    actHash: hash,
    paths() {
      found ??= { paths: actPaths(request.act) }
      return found.paths
    },
  }
}
