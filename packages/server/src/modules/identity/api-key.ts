import type { ApiKey, ApiKeyCreate } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { holdsScope } from '../../http/authorise.ts'
import type { Ids } from '../../ids.ts'
import type { ApiKeyPrincipal } from '../../principal.ts'
import { formatApiKey, hashApiKey, publicIdBytes, secretBytes } from './api-key-format.ts'
import type { Metadata } from './metadata.ts'

export interface ApiKeyRecord {
  readonly id: string
  readonly orgId: string
  readonly publicId: string
  readonly secretHash: string
  readonly name: string
  readonly environment: 'live' | 'test'
  readonly scopes: readonly string[]
  readonly agentId: string | null
  readonly parentId: string | null
  /** Every key that this one descends from, the first key of the org first. */
  readonly lineage: readonly string[]
  /** The keys that this one took over from by rotation, the first of them first. */
  readonly predecessors: readonly string[]
  /** The key that took over from this one. */
  readonly successorId: string | null
  readonly metadata: Metadata
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

export type ApiKeyStatus = 'active' | 'expired' | 'revoked'

/** What the first key of an org holds. */
export const fullScopes: readonly string[] = ['*:admin']

export interface NewApiKey {
  readonly orgId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly environment?: 'live' | 'test' | undefined
  readonly agentId?: string | null
  readonly expiresAt?: number | null
  readonly metadata?: Metadata | undefined
  /** The key that creates it; `null` for the first of an org. */
  readonly createdBy: ApiKeyPrincipal | null
}

/** Makes a key. The secret leaves with the answer; the record holds only its hash. */
export function createApiKey(
  wanted: NewApiKey,
  ids: Ids,
  now: number,
): { readonly key: ApiKeyRecord; readonly secret: string } {
  const { orgId, name, scopes, environment = 'live', createdBy } = wanted
  const { text, publicId } = formatApiKey(
    environment,
    ids.bytes(publicIdBytes, orgId),
    ids.bytes(secretBytes, orgId),
  )
  const key: ApiKeyRecord = {
    id: ids.next('key', orgId),
    orgId,
    publicId,
    secretHash: hashApiKey(text),
    name,
    environment,
    scopes,
    agentId: wanted.agentId ?? null,
    parentId: createdBy?.id ?? null,
    lineage: createdBy === null ? [] : [...createdBy.lineage, createdBy.id],
    predecessors: [],
    successorId: null,
    metadata: wanted.metadata ?? {},
    createdAt: now,
    expiresAt: wanted.expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
  }
  return { key, secret: text }
}

/** What a caller may mint: nothing that reaches further than its own key does. */
export function withinOwn(body: ApiKeyCreate, creator: ApiKeyPrincipal, now: number): NewApiKey {
  const asked = body.expires_at ?? null
  const expiresAt = asked === null ? creator.expiresAt : futureInstant(asked, now)
  refuseWider({ scopes: body.scopes, expiresAt }, creator)
  return {
    orgId: creator.orgId,
    name: body.name,
    scopes: body.scopes,
    environment: body.environment,
    agentId: body.agent_id ?? creator.agentId,
    expiresAt,
    metadata: body.metadata,
    createdBy: creator,
  }
}

/** Refuses scopes and a lifetime that the creator's own key does not have. */
export function refuseWider(
  { scopes, expiresAt }: Pick<ApiKeyRecord, 'scopes' | 'expiresAt'>,
  creator: ApiKeyPrincipal,
): void {
  for (const scope of scopes) {
    if (!holdsScope(creator.scopes, scope)) throw exceeded(`it does not hold \`${scope}\``)
  }
  if (creator.expiresAt === null) return
  if (expiresAt === null || expiresAt > creator.expiresAt) {
    throw exceeded(`it expires at ${timestamp(creator.expiresAt)} itself`)
  }
}

export function apiKeyStatus(
  { revokedAt, expiresAt }: Pick<ApiKeyRecord, 'revokedAt' | 'expiresAt'>,
  now: number,
): ApiKeyStatus {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

export function apiKeyView(key: ApiKeyRecord, now: number): ApiKey {
  return {
    id: key.id,
    org_id: key.orgId,
    name: key.name,
    environment: key.environment,
    hint: `cox_${key.environment}_${key.publicId}…`,
    scopes: [...key.scopes],
    agent_id: key.agentId,
    parent_id: key.parentId,
    lineage: [...key.lineage],
    predecessor_id: key.predecessors.at(-1) ?? null,
    successor_id: key.successorId,
    status: apiKeyStatus(key, now),
    metadata: key.metadata,
    created_at: timestamp(key.createdAt),
    expires_at: timestampOrNull(key.expiresAt),
    revoked_at: timestampOrNull(key.revokedAt),
    last_used_at: timestampOrNull(key.lastUsedAt),
  }
}

function futureInstant(text: string, now: number): number {
  const ms = Date.parse(text)
  // What is no date, such as February 30, does not come back as it went in.
  if (Number.isNaN(ms) || timestamp(ms) !== text) throw wrongExpiry('format', 'must be a real date')
  if (ms <= now) throw wrongExpiry('minimum', 'must be in the future')
  return ms
}

function wrongExpiry(code: string, message: string): CoxswainError {
  return new CoxswainError('validation_failed', {
    detail: `\`expires_at\` ${message}`,
    errors: [{ pointer: '/expires_at', code, message }],
  })
}

export function exceeded(reason: string): CoxswainError {
  return new CoxswainError('scope_exceeded', {
    detail: `this key can not mint such a key: ${reason}`,
  })
}
