import { agentMismatch } from '../../http/prepare.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { type AgentStanding, refuseRetired } from './agent.ts'
import { requireStanding } from './agent-handlers.ts'

/**
 * The agent that says something: the one that is named, else the one that the key is bound to. One that
 * `refuse` refuses says nothing.
 */
export async function requireAuthor(
  tx: AnyUnit,
  orgId: string,
  principal: ApiKeyPrincipal,
  named: string | null | undefined,
  refuse: (agent: AgentStanding) => void = refuseRetired,
): Promise<string | null> {
  const agentId = named ?? principal.agentId
  if (agentId === null) return null
  refuse(await requireStanding(tx, orgId, agentId, 'share'))
  return agentId
}

/** Refuses a key that is bound to an agent what is another's, or nobody's. */
export function refuseOtherAuthor({ agentId: bound }: ApiKeyPrincipal, agentId: string | null) {
  if (bound !== null && bound !== agentId) throw agentMismatch(bound)
}
