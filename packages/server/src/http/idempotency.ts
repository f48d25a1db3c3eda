import { hash } from 'node:crypto'
import { CoxswainError } from '../coxswain-error.ts'
import { prepareQuery } from '../store/prepared-query.ts'
import type { IdempotencyKeysTable, KernelTables } from '../store/tables.ts'
import type { AnyUnit, WriteUnit } from '../store/unit-of-work.ts'
import { openBody, sealBody } from './secret-body.ts'

/** One request under an Idempotency-Key. */
export interface IdempotentRequest {
  /** Empty where the caller belongs to no org. */
  readonly orgId: string
  /** Who calls: another caller's key of the same text is another key. */
  readonly principal: string
  readonly key: string
  /** What is stored in place of the key. */
  readonly keyHash: string
  readonly credential: string
  readonly fingerprint: string
  /** The answer holds a secret. */
  readonly secret: boolean
}

/** An answer as it is stored and replayed. */
export interface StoredAnswer {
  readonly status: number
  readonly etag: string | null
  readonly body: string | null
}

export interface FingerprintParts {
  readonly operation: string
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Uint8Array
}

const keptMs = 24 * 60 * 60 * 1000

/** What makes two requests the same: operation, path, sorted query and the body's bytes. */
export function fingerprint({ operation, path, query, body }: FingerprintParts): string {
  const digest = hash('sha256', body, 'hex')
  const text = JSON.stringify([operation, path, sortedText(query), digest])
  return hash('sha256', text, 'hex')
}

function sortedText(query: URLSearchParams): string {
  if (query.size === 0) return ''
  const sorted = new URLSearchParams(query)
  sorted.sort()
  return sorted.toString()
}

/** The name under which twins of a request meet. */
export function claimOf({ orgId, principal, key }: IdempotentRequest): string {
  return JSON.stringify([orgId, principal, key])
}

/** The answer of an earlier twin, or `null`. Throws when the key was used for another request. */
export async function findAnswer(
  unit: AnyUnit,
  request: IdempotentRequest,
  now: number,
): Promise<StoredAnswer | null> {
  const { orgId, principal, keyHash } = request
  const [row] = await unit.run(storedAnswer, { orgId, principal, keyHash, now })
  if (row === undefined) return null
  if (row.fingerprint !== request.fingerprint) throw mismatch()
  const { status, etag } = row
  if (row.encrypted === 0 || row.body === null) return { status, etag, body: row.body }
  const body = openBody(row.body, lock(request))
  // Only another credential of the same principal does not open it: a new bootstrap token.
  if (body === null) throw mismatch()
  return { status, etag, body }
}

/** Keeps an answer for a day, in the unit that holds its effect. Of the key only a hash is kept. */
export async function keepAnswer(
  unit: WriteUnit,
  request: IdempotentRequest,
  { status, etag, body }: StoredAnswer,
  now: number,
): Promise<void> {
  const sealed = request.secret && body !== null
  const row = {
    org_id: request.orgId,
    principal: request.principal,
    key_hash: request.keyHash,
    fingerprint: request.fingerprint,
    status,
    etag,
    body: sealed ? sealBody(body, lock(request)) : body,
    encrypted: sealed ? 1 : 0,
    expires_at: now + keptMs,
  }
  await unit.run(saveAnswer, row)
}

const storedAnswer = prepareQuery<
  KernelTables,
  { orgId: string; principal: string; keyHash: string; now: number }
>()((tables, { orgId, principal, keyHash, now }) =>
  tables
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'status', 'etag', 'body', 'encrypted'])
    .where('org_id', '=', orgId)
    .where('principal', '=', principal)
    .where('key_hash', '=', keyHash)
    .where('expires_at', '>', now),
)

const saveAnswer = prepareQuery<KernelTables, IdempotencyKeysTable>()((tables, row) =>
  tables
    .insertInto('idempotency_keys')
    .values(row)
    .onConflict((conflict) =>
      // Only an answer whose day is over can still be there.
      conflict.columns(['org_id', 'principal', 'key_hash']).doUpdateSet(({ ref }) => ({
        fingerprint: ref('excluded.fingerprint'),
        status: ref('excluded.status'),
        etag: ref('excluded.etag'),
        body: ref('excluded.body'),
        encrypted: ref('excluded.encrypted'),
        expires_at: ref('excluded.expires_at'),
      })),
    ),
)

/** Forgets up to 500 answers whose day is over. Returns how many. */
export async function sweepAnswers(unit: WriteUnit, now: number): Promise<number> {
  const tables = unit.tables<KernelTables>()
  const expired = await tables
    .selectFrom('idempotency_keys')
    .select(['org_id', 'principal', 'key_hash'])
    .where('expires_at', '<=', now)
    .limit(500)
    .execute()
  for (const row of expired) {
    await tables
      .deleteFrom('idempotency_keys')
      .where('org_id', '=', row.org_id)
      .where('principal', '=', row.principal)
      .where('key_hash', '=', row.key_hash)
      .execute()
  }
  return expired.length
}

function lock({ credential, key }: IdempotentRequest) {
  return { credential, idempotencyKey: key }
}

export function hashKey(key: string): string {
  return hash('sha256', key, 'hex')
}

function mismatch(): CoxswainError {
  return new CoxswainError('idempotency_mismatch', {
    detail: 'this Idempotency-Key was sent before with another request: make a new one for each',
  })
}
