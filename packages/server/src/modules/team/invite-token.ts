import type { Ids } from '../../ids.ts'
import { formatApiKey, hashApiKey, publicIdBytes, secretBytes } from '../identity/index.ts'

export interface InviteToken {
  /** Leaves with the answer. */
  readonly token: string
  /** Is stored. */
  readonly hash: string
}

/** Of the form of a key, of no environment that keys have: scrubbing and secret scanners know it at once. */
export function createInviteToken(ids: Ids, orgId: string): InviteToken {
  const { text } = formatApiKey(
    'invite',
    ids.bytes(publicIdBytes, orgId),
    ids.bytes(secretBytes, orgId),
  )
  return { token: text, hash: hashInviteToken(text) }
}

export function hashInviteToken(token: string): string {
  return hashApiKey(token)
}
