import { CoxswainError } from '../../coxswain-error.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'

/**
 * Nobody decides about what they asked for themselves. Refused are the key that created the action,
 * the keys that it took over from, every key that descends from one of them, and every key that is
 * bound to an agent, whichever agent that is.
 */
export function refuseSelfApproval(
  { id, agentId, lineage }: Pick<ApiKeyPrincipal, 'id' | 'agentId' | 'lineage'>,
  createdBy: string,
  predecessors: readonly string[] = [],
): void {
  if (agentId !== null) throw selfApproval('a key that is bound to an agent approves nothing')
  if (id === createdBy) throw selfApproval('this key created the action')
  if (lineage.includes(createdBy)) {
    throw selfApproval('this key descends from the one that created the action')
  }
  if (predecessors.some((earlier) => id === earlier || lineage.includes(earlier))) {
    throw selfApproval('the key that created the action took over from this one or its ancestor')
  }
}

function selfApproval(why: string): CoxswainError {
  return new CoxswainError('self_approval', { detail: why })
}
