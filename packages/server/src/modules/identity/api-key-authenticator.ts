import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { ApiKeyPrincipal, Authenticator } from '../../principal.ts'
import { apiKeyStatus } from './api-key.ts'
import { hashApiKey, parseApiKey } from './api-key-format.ts'
import {
  type ApiKeyCredential,
  findApiKey,
  findApiKeyEnd,
  findCredential,
} from './api-key-repository.ts'
import type { LastUsed } from './last-used.ts'

/** Compared with when a key is unknown, so that an unknown key takes as long as a wrong secret. */
const nothing = '0'.repeat(64)

/**
 * Looks every key up for every request, on a read-only connection: a revoked key is refused from
 * the moment that its revocation is acknowledged.
 */
export function createApiKeyAuthenticator(clock: Clock, lastUsed: LastUsed): Authenticator {
  return {
    async authenticate(unit, token) {
      const parsed = parseApiKey(token)
      if (parsed === null) throw new CoxswainError('invalid_api_key', { detail: malformed })
      const key = await findCredential(unit, parsed.publicId)
      const matches = sameHash(hashApiKey(token), key?.secretHash ?? nothing)
      if (key === null || !matches) throw new CoxswainError('invalid_api_key')
      refuseEnded(key, clock.now(key.orgId))
      return principalOf(key, token)
    },
    async recheck(unit, principal) {
      const end = await findApiKeyEnd(unit, principal.orgId, principal.id)
      if (end === null) throw new CoxswainError('invalid_api_key')
      refuseEnded(end, clock.now(principal.orgId))
    },
    async identify(unit, { orgId, keyId, credential }) {
      const key = await findApiKey(unit, orgId, keyId)
      if (key === null) throw new CoxswainError('invalid_api_key')
      refuseEnded(key, clock.now(orgId))
      return principalOf(key, credential)
    },
    accepted(principal) {
      lastUsed.touch(principal.id, clock.now(principal.orgId))
    },
  }
}

const malformed = 'the key is malformed: check that it was copied whole'

function refuseEnded(end: Parameters<typeof apiKeyStatus>[0], now: number): void {
  const status = apiKeyStatus(end, now)
  if (status === 'revoked') throw new CoxswainError('revoked_api_key')
  if (status === 'expired') throw new CoxswainError('expired_api_key')
}

function principalOf(key: ApiKeyCredential, credential: string): ApiKeyPrincipal {
  const { id, orgId, scopes, agentId, lineage, expiresAt } = key
  return { kind: 'api_key', id, orgId, scopes, agentId, lineage, expiresAt, credential }
}

function sameHash(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))
}
