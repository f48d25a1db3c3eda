import type { AnyUnit, EventActor, ReadUnit } from './store/unit-of-work.ts'

/** Who calls. */
export type Principal = ApiKeyPrincipal | BootstrapPrincipal | AnonymousPrincipal

export interface ApiKeyPrincipal {
  readonly kind: 'api_key'
  readonly id: string
  readonly orgId: string
  readonly scopes: readonly string[]
  /** The only agent that the key may act for; `null` when it is not bound. */
  readonly agentId: string | null
  /** Every key that this one descends from, the first key of the org first. */
  readonly lineage: readonly string[]
  /** When the key stops being accepted, in milliseconds since 1970; `null` for never. */
  readonly expiresAt: number | null
  /** The whole key, for what is locked with it. It is never stored and never logged. */
  readonly credential: string
}

export interface BootstrapPrincipal {
  readonly kind: 'bootstrap'
  readonly orgId: null
  readonly credential: string
}

export interface AnonymousPrincipal {
  readonly kind: 'anonymous'
  readonly orgId: null
}

/** Knows API keys. The module that keeps them brings it. */
export interface Authenticator {
  /** Throws a `CoxswainError` of status 401 for anything but a valid key. */
  authenticate(unit: ReadUnit, token: string): Promise<ApiKeyPrincipal>
  /** The same question later, such as in the unit that writes: the key may have been revoked since. */
  recheck(unit: AnyUnit, principal: ApiKeyPrincipal): Promise<void>
  /** The caller that a key's id stands for, with the credential that names it; throws as above. */
  identify(unit: ReadUnit, key: KeyReference): Promise<ApiKeyPrincipal>
  /** Told of every accepted request, for `last_used_at`. It must not write. */
  accepted(principal: ApiKeyPrincipal): void
}

/** A key, named by something that its holder was given in its place. */
export interface KeyReference {
  readonly orgId: string
  readonly keyId: string
  readonly credential: string
}

/** Knows stream tokens. The one module that makes them brings this. */
export interface StreamAuthenticator {
  /** The key that a token stands for. Throws a `CoxswainError` of status 401 for any other text. */
  verify(token: string): KeyReference
}

export function actorOf(principal: Principal): EventActor {
  if (principal.kind === 'api_key') return { type: 'api_key', id: principal.id }
  return { type: principal.kind === 'bootstrap' ? 'bootstrap' : 'system', id: null }
}
