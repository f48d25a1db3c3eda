import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { KeyReference, StreamAuthenticator } from '../../principal.ts'

/** What a token says, and for how long. */
export interface StreamTokenClaims {
  readonly orgId: string
  readonly keyId: string
  /** In milliseconds since 1970. */
  readonly expiresAt: number
}

/** Long enough for a page to open its stream, too short for a URL in a log to be of use. */
export const streamTokenMs = 60_000

const prefix = 'cxs_'
const form = /^cxs_([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/

/**
 * Tokens that stand for a key: its name and an expiry, and a MAC over both. Nothing is stored, so
 * every instance on one database knows the tokens of the others.
 */
export class StreamTokens implements StreamAuthenticator {
  readonly #secret: Uint8Array
  readonly #clock: Clock

  constructor(secret: Uint8Array, clock: Clock) {
    this.#secret = secret
    this.#clock = clock
  }

  issue({ orgId, keyId, expiresAt }: StreamTokenClaims): string {
    const claims = Buffer.from(JSON.stringify([orgId, keyId, expiresAt])).toString('base64url')
    return `${prefix}${claims}.${this.#mac(claims)}`
  }

  verify(token: string): KeyReference {
    const [, claims = '', mac = ''] = form.exec(token) ?? []
    // The MAC is over the text, so a second spelling of the same bytes is another token.
    if (!equal(mac, this.#mac(claims))) throw new CoxswainError('invalid_stream_token')
    const text = Buffer.from(claims, 'base64url').toString()
    const [orgId, keyId, expiresAt] = JSON.parse(text) as [string, string, number]
    if (expiresAt <= this.#clock.now(orgId)) {
      throw new CoxswainError('expired_stream_token', {
        detail: 'the stream token has expired: make a new one for each stream that is opened',
      })
    }
    return { orgId, keyId, credential: token }
  }

  #mac(claims: string): string {
    return createHmac('sha256', this.#secret).update(claims).digest('base64url')
  }
}

function equal(given: string, expected: string): boolean {
  return (
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  )
}
