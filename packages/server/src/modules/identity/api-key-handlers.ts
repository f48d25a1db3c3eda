import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { type ApiKeyRecord, apiKeyView, createApiKey, withinOwn } from './api-key.ts'
import {
  findApiKey,
  insertApiKey,
  listApiKeys,
  setRevoked,
  setSuccessor,
} from './api-key-repository.ts'
import { rotateApiKey } from './api-key-rotation.ts'
import type { LastUsed } from './last-used.ts'

type ApiKeyOperation =
  | 'apiKeys.create'
  | 'apiKeys.list'
  | 'apiKeys.get'
  | 'apiKeys.rotate'
  | 'apiKeys.revoke'

export function apiKeyHandlers(lastUsed: LastUsed): Handlers<ApiKeyOperation> {
  return {
    async 'apiKeys.create'({ body }, { tx, events, principal, ids, now }) {
      const { key, secret } = createApiKey(withinOwn(body, principal, now), ids, now)
      await insertApiKey(tx, key)
      const view = apiKeyView(key, now)
      events.append('api_key.created', key.id, { api_key: view })
      return { ...view, secret }
    },

    'apiKeys.list'({ query }, { tx, orgId, now, page }) {
      return page(query, {
        fetch: (range) => listApiKeys(tx, orgId, { status: query.status, now }, range),
        position: (key) => [key.createdAt, key.id],
        item: (key) => apiKeyView(lastUsed.overlay(key), now),
      })
    },

    async 'apiKeys.get'({ path }, { tx, orgId, now }) {
      const key = await requireApiKey(tx, orgId, path.api_key_id)
      return apiKeyView(lastUsed.overlay(key), now)
    },

    async 'apiKeys.rotate'({ path, body }, { tx, events, orgId, principal, ids, now }) {
      const current = await requireApiKey(tx, orgId, path.api_key_id, 'update')
      const { grace_seconds = 0 } = body
      const { old, key, secret } = rotateApiKey(current, grace_seconds, principal, ids, now)
      await insertApiKey(tx, key)
      await setSuccessor(tx, old)
      const successor = apiKeyView(key, now)
      const api_key = apiKeyView(lastUsed.overlay(old), now)
      events.append('api_key.rotated', old.id, { api_key, successor })
      return { ...successor, secret }
    },

    async 'apiKeys.revoke'({ path }, { tx, events, orgId, now }) {
      // Locked, so that the event tells of a rotation that came first.
      const key = await findApiKey(tx, orgId, path.api_key_id, 'update')
      if (key === null || !(await setRevoked(tx, key, now))) return
      const revoked = lastUsed.overlay({ ...key, revokedAt: now })
      events.append('api_key.revoked', key.id, { api_key: apiKeyView(revoked, now) })
    },
  }
}

async function requireApiKey(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<ApiKeyRecord> {
  const key = await findApiKey(tx, orgId, id, lock)
  if (key !== null) return key
  throw new CoxswainError('not_found', { detail: `there is no key \`${id}\`` })
}
