import { hash, timingSafeEqual } from 'node:crypto'
import { CoxswainError } from '../coxswain-error.ts'
import type { Operation } from '../operation.ts'
import type {
  ApiKeyPrincipal,
  Authenticator,
  Principal,
  StreamAuthenticator,
} from '../principal.ts'
import type { Store } from '../store/database.ts'
import type { UnitScope } from '../store/unit-of-work.ts'

export interface AuthenticateOptions {
  readonly store: Store
  readonly authenticator: Authenticator
  readonly streamAuthenticator: StreamAuthenticator
  /** Lets its bearer create orgs. Absent: nobody can, over HTTP. */
  readonly bootstrapToken: string | undefined
}

/** Where a request says who sends it. */
export interface Credentials {
  readonly headers: Headers
  /** The query parameters. */
  readonly query: URLSearchParams
  readonly requestId: string
}

/** Finds out who calls, by the way that the operation asks for. */
export async function authenticate(
  operation: Operation,
  { headers, query, requestId }: Credentials,
  options: AuthenticateOptions,
): Promise<Principal> {
  if (operation.security === 'none') return { kind: 'anonymous', orgId: null }
  const scope = { orgId: null, operation: operation.id, requestId }
  if (operation.security === 'apiKeyOrStreamToken' && !headers.has('authorization')) {
    return byStreamToken(scope, query, options)
  }
  const token = bearer(headers)
  if (operation.security !== 'bootstrapToken') return byApiKey(scope, token, options)
  if (isBootstrapToken(token, options.bootstrapToken)) {
    return { kind: 'bootstrap', orgId: null, credential: token }
  }
  await refuseApiKey(scope, token, options)
  throw new CoxswainError('invalid_bootstrap_token')
}

function bearer(headers: Headers): string {
  const match = /^bearer +(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')
  if (match?.[1] !== undefined) return match[1]
  throw new CoxswainError('missing_api_key', { detail: 'send `Authorization: Bearer <key>`' })
}

function byApiKey(
  scope: UnitScope,
  token: string,
  { store, authenticator }: AuthenticateOptions,
): Promise<ApiKeyPrincipal> {
  return store.read(scope, (unit) => authenticator.authenticate(unit, token))
}

/** For browsers, whose EventSource sends no headers. */
function byStreamToken(
  scope: UnitScope,
  query: URLSearchParams,
  { store, authenticator, streamAuthenticator }: AuthenticateOptions,
): Promise<ApiKeyPrincipal> {
  const [token, ...more] = query.getAll('token')
  if (token === undefined) {
    throw new CoxswainError('missing_api_key', {
      detail: 'send `Authorization: Bearer <key>`, or a stream token as `?token=`',
    })
  }
  if (more.length > 0) throw new CoxswainError('invalid_stream_token')
  const reference = streamAuthenticator.verify(token)
  return store.read(scope, (unit) => authenticator.identify(unit, reference))
}

/** A valid API key is no bootstrap token, and its holder learns that it is the wrong kind. */
async function refuseApiKey(
  scope: UnitScope,
  token: string,
  options: AuthenticateOptions,
): Promise<void> {
  try {
    await byApiKey(scope, token, options)
  } catch (error) {
    if (error instanceof CoxswainError && error.status === 401) return
    throw error
  }
  throw new CoxswainError('insufficient_scope', {
    detail: 'this operation takes the bootstrap token, not an API key',
  })
}

function isBootstrapToken(given: string, expected: string | undefined): boolean {
  if (expected === undefined || expected === '') return false
  // Hashes have one length, so the comparison tells nothing about the token's.
  return timingSafeEqual(sha256(given), sha256(expected))
}

function sha256(text: string): Uint8Array {
  return hash('sha256', text, 'buffer')
}
