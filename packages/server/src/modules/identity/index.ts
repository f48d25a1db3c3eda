import type { Clock } from '../../clock.ts'
import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { createApiKeyAuthenticator } from './api-key-authenticator.ts'
import { identityHandlers } from './handlers.ts'
import { LastUsed } from './last-used.ts'
import { identityMigrations } from './migrations/index.ts'

export { type AgentRecord, refuseIdle, refuseRetired } from './agent.ts'
export { requireStanding } from './agent-handlers.ts'
export { listSilentAgents, listStandingAgents } from './agent-repository.ts'
export { formatApiKey, hashApiKey, publicIdBytes, secretBytes } from './api-key-format.ts'
export { findPredecessors } from './api-key-repository.ts'
export { refuseOtherAuthor, requireAuthor } from './author.ts'
export { type Metadata, patchMetadata } from './metadata.ts'
export { findOrg } from './org-repository.ts'
export type { SessionRecord } from './session.ts'
export { requireSession } from './session-handlers.ts'

export type IdentityOperation = keyof ReturnType<typeof identityHandlers>

/** Orgs, API keys, agents and sessions. */
export function createIdentity(clock: Clock): Module {
  const lastUsed = new LastUsed()
  return defineModule({
    name: 'identity',
    operations: contractOperations(identityHandlers(lastUsed)),
    migrations: identityMigrations,
    workers: [lastUsed.worker()],
    authenticator: createApiKeyAuthenticator(clock, lastUsed),
  })
}
