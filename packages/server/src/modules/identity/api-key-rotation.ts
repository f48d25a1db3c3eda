import { CoxswainError } from '../../coxswain-error.ts'
import type { Ids } from '../../ids.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import { type ApiKeyRecord, apiKeyStatus, createApiKey, exceeded, refuseWider } from './api-key.ts'

export interface Rotation {
  /** The old key, which ends when the grace does. */
  readonly old: ApiKeyRecord
  readonly key: ApiKeyRecord
  readonly secret: string
}

/**
 * A key that takes over from an old one.
 *
 *     active             | rotate -> active, with a successor and an end
 *     with a successor   | rotate -> 409 api_key_rotated
 *     revoked or expired | rotate -> 409 api_key_ended
 *
 * It descends from the old key and from the caller's: whoever sees the new secret has them both.
 */
export function rotateApiKey(
  old: ApiKeyRecord,
  graceSeconds: number,
  caller: ApiKeyPrincipal,
  ids: Ids,
  now: number,
): Rotation {
  refuseUnrotatable(old, now)
  refuseFurther(old, caller)
  const { key, secret } = createApiKey({ ...old, createdBy: null }, ids, now)
  const successor: ApiKeyRecord = {
    ...key,
    parentId: old.id,
    lineage: [...new Set([...old.lineage, ...caller.lineage, caller.id, old.id])],
    predecessors: [...old.predecessors, old.id],
  }
  const end = now + graceSeconds * 1000
  const expiresAt = Math.min(old.expiresAt ?? end, end)
  return { old: { ...old, expiresAt, successorId: key.id }, key: successor, secret }
}

/** The new key reaches as far as the old one: the caller must reach as far, unless it is the old one. */
function refuseFurther(old: ApiKeyRecord, caller: ApiKeyPrincipal): void {
  if (caller.id === old.id) return
  if (caller.agentId !== null && caller.agentId !== old.agentId) {
    throw exceeded(`it is bound to the agent \`${caller.agentId}\``)
  }
  refuseWider(old, caller)
}

function refuseUnrotatable(old: ApiKeyRecord, now: number): void {
  const status = apiKeyStatus(old, now)
  // One that was rotated tells so, also when its grace is over.
  if (old.successorId !== null && status !== 'revoked') {
    throw new CoxswainError('api_key_rotated', {
      detail: `\`${old.successorId}\` took over from this key`,
    })
  }
  if (status === 'active') return
  throw new CoxswainError('api_key_ended', { detail: `the key is ${status}` })
}
