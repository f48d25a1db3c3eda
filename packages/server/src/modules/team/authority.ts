import { CoxswainError } from '../../coxswain-error.ts'
import { holdsScope } from '../../http/authorise.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'

const ownersScope = 'orgs:admin'

/** People decide who belongs to an org: a key that is bound to an agent does not, whatever its scopes are. */
export function refuseBound({ agentId }: Pick<ApiKeyPrincipal, 'agentId'>): void {
  if (agentId === null) return
  throw new CoxswainError('agent_bound', {
    detail: `this key is bound to the agent \`${agentId}\``,
  })
}

/** Who is an owner is not for everybody to say who may manage members. */
export function requireOwners({ scopes }: Pick<ApiKeyPrincipal, 'scopes'>): void {
  if (holdsScope(scopes, ownersScope)) return
  throw new CoxswainError('insufficient_scope', {
    detail: `what is about an owner needs the scope \`${ownersScope}\` besides`,
  })
}
