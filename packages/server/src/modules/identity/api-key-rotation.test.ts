import { describe, expect, test } from 'vitest'
import type { Ids } from '../../ids.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import { type ApiKeyRecord, createApiKey } from './api-key.ts'
import { rotateApiKey } from './api-key-rotation.ts'

let made = 0
const ids: Ids = {
  next: (prefix) => `${prefix}_${++made}`,
  bytes: (length) => new Uint8Array(length).fill(++made),
}
const now = 1_000_000

function keyOf(part: Partial<ApiKeyRecord> = {}): ApiKeyRecord {
  const wanted = { orgId: 'org', name: 'k', scopes: ['agents:read'], createdBy: null }
  return { ...createApiKey(wanted, ids, now).key, ...part }
}

function callerOf(key: ApiKeyRecord): ApiKeyPrincipal {
  const { id, orgId, scopes, agentId, lineage, expiresAt } = key
  return { kind: 'api_key', id, orgId, scopes, agentId, lineage, expiresAt, credential: '' }
}

const admin = callerOf(keyOf({ id: 'key_admin', scopes: ['*:admin'], lineage: ['key_first'] }))
const rotate = (old: ApiKeyRecord, grace = 0, caller = admin) =>
  rotateApiKey(old, grace, caller, ids, now)
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

describe('rotating a key', () => {
  test('hands over what it held, and another secret', () => {
    const old = keyOf({ agentId: 'a', metadata: { team: 'x' }, expiresAt: now + 5000 })
    const { key } = rotate(old)
    expect(key).toMatchObject({ name: 'k', agentId: 'a', metadata: { team: 'x' } })
    expect(key).toMatchObject({ scopes: old.scopes, expiresAt: now + 5000, successorId: null })
    expect(key.secretHash).not.toBe(old.secretHash)
    expect(key.publicId).not.toBe(old.publicId)
  })

  test('ends the old one when the grace is over, and never later than it would have', () => {
    expect(rotate(keyOf()).old.expiresAt).toBe(now)
    expect(rotate(keyOf(), 60).old.expiresAt).toBe(now + 60_000)
    expect(rotate(keyOf({ expiresAt: now + 5 }), 60).old.expiresAt).toBe(now + 5)
  })

  test('makes a descendant of the old key and of the caller, each named once', () => {
    const old = keyOf({ id: 'key_old', lineage: ['key_first'], predecessors: ['key_older'] })
    const { key } = rotate(old)
    expect(key.lineage).toEqual(['key_first', 'key_admin', 'key_old'])
    expect(key).toMatchObject({ parentId: 'key_old', predecessors: ['key_older', 'key_old'] })
    const self = rotate(old, 0, callerOf(old)).key
    expect(self.lineage).toEqual(['key_first', 'key_old'])
  })

  test('is refused for a key that was rotated or has ended', () => {
    const rotated = keyOf({ successorId: 'key_2' })
    expect(codeOf(() => rotate(rotated))).toBe('api_key_rotated')
    expect(codeOf(() => rotate({ ...rotated, expiresAt: now }))).toBe('api_key_rotated')
    expect(codeOf(() => rotate({ ...rotated, revokedAt: now }))).toBe('api_key_ended')
    expect(codeOf(() => rotate(keyOf({ expiresAt: now })))).toBe('api_key_ended')
    expect(codeOf(() => rotate(keyOf({ revokedAt: now })))).toBe('api_key_ended')
  })

  test('reaches no further than the caller does', () => {
    const narrow = callerOf(keyOf({ scopes: ['api_keys:write'] }))
    expect(codeOf(() => rotate(keyOf(), 0, narrow))).toBe('scope_exceeded')
    const mortal = { ...admin, expiresAt: now + 10 }
    expect(codeOf(() => rotate(keyOf(), 0, mortal))).toBe('scope_exceeded')
    expect(rotate(keyOf({ expiresAt: now + 10 }), 0, mortal).key.expiresAt).toBe(now + 10)
    const bound = { ...admin, agentId: 'a' }
    expect(codeOf(() => rotate(keyOf(), 0, bound))).toBe('scope_exceeded')
    expect(codeOf(() => rotate(keyOf({ agentId: 'b' }), 0, bound))).toBe('scope_exceeded')
    expect(rotate(keyOf({ agentId: 'a' }), 0, bound).key.agentId).toBe('a')
  })
})
