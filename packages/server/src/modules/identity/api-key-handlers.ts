import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { apiKeyView, createApiKey, withinOwn } from './api-key.ts'
import { findApiKey, insertApiKey, listApiKeys, setRevoked } from './api-key-repository.ts'
import type { LastUsed } from './last-used.ts'

type ApiKeyOperation = 'apiKeys.create' | 'apiKeys.list' | 'apiKeys.get' | 'apiKeys.revoke'

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
      const key = await findApiKey(tx, orgId, path.api_key_id)
      if (key !== null) return apiKeyView(lastUsed.overlay(key), now)
      throw new CoxswainError('not_found', { detail: `there is no key \`${path.api_key_id}\`` })
    },

    async 'apiKeys.revoke'({ path }, { tx, events, orgId, now }) {
      const key = await findApiKey(tx, orgId, path.api_key_id)
      if (key === null || !(await setRevoked(tx, key, now))) return
      const revoked = lastUsed.overlay({ ...key, revokedAt: now })
      events.append('api_key.revoked', key.id, { api_key: apiKeyView(revoked, now) })
    },
  }
}
