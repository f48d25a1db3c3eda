import type { Event } from '@coxswain/contract'
import { CoxswainError } from './errors.ts'
import { webhookToleranceSeconds } from './gen/behaviour.ts'
import { isObject, parseJson } from './json.ts'
import { defaultRuntime, type Runtime } from './runtime.ts'

/** Where `errors.ts` keeps the names of classes, by which copies of this package know each other's. */
const nameKey: unique symbol = Symbol.for('coxswain.error.name') as never

/** Why a webhook was refused. What is wrong with the caller's own arguments is `invalid_argument`. */
export type WebhookErrorCode =
  | 'missing_header'
  | 'invalid_timestamp'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'signature_mismatch'
  | 'invalid_event'

/** A request that is not a webhook of Coxswain's, or not one of now. Answer it with 400. */
export class WebhookVerificationError extends CoxswainError {
  static readonly [nameKey] = 'WebhookVerificationError'
  declare readonly code: WebhookErrorCode

  constructor(message: string, code: WebhookErrorCode, cause?: unknown) {
    super(message, code, { cause })
  }
}

export interface UnwrapOptions {
  /** The secret of the webhook, `whsec_…`. */
  readonly secret?: string | undefined
  /** Several of them, while one is rotated: a signature by any counts. */
  readonly secrets?: readonly string[] | undefined
  /** How far the sender's clock may be from this one, in seconds. Default: 300, as replays are refused by it. */
  readonly toleranceSeconds?: number | undefined
  /** Where the time comes from. Default: the system's. */
  readonly runtime?: Pick<Runtime, 'now'> | undefined
}

/** What frameworks have: a `Headers`, or an object as of Node's `http`. */
export type WebhookHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>

const encoder = new TextEncoder()

/**
 * Verifies a webhook after Standard Webhooks 1.0 and returns its event. `body` is what was received,
 * byte for byte: parsed and written anew it is another text, with another signature. Rejects with a
 * `WebhookVerificationError`.
 */
export async function unwrap(
  body: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  options: UnwrapOptions,
): Promise<Event> {
  const keys = readSecrets(options)
  const bytes = readBody(body)
  const id = readHeader(headers, 'webhook-id')
  const timestamp = readHeader(headers, 'webhook-timestamp')
  const signature = readHeader(headers, 'webhook-signature')
  checkTimestamp(timestamp, options)
  const content = concat(encoder.encode(`${id}.${timestamp}.`), bytes)
  const expected = await Promise.all(keys.map((key) => sign(key, content)))
  if (!matches(signature.split(' '), expected)) {
    throw new WebhookVerificationError('no signature is by a known secret', 'signature_mismatch')
  }
  return readEvent(bytes)
}

function readSecrets({ secret, secrets }: UnwrapOptions): Uint8Array<ArrayBuffer>[] {
  const all = [...(secret === undefined ? [] : [secret]), ...(secrets ?? [])]
  if (all.length === 0) throw new CoxswainError('a secret is needed')
  return all.map((text) => {
    const base64 = text.replace(/^whsec_/, '')
    if (!/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
      throw new CoxswainError('a secret is `whsec_` and base64')
    }
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  })
}

function readBody(body: string | Uint8Array | ArrayBuffer): Uint8Array {
  if (typeof body === 'string') return encoder.encode(body)
  if (body instanceof Uint8Array) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  throw new CoxswainError('the body must be what was received, before it is parsed')
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1]
  if (typeof value === 'string' && value !== '') return value
  throw new WebhookVerificationError(`the header ${name} is missing`, 'missing_header')
}

function checkTimestamp(
  text: string,
  { toleranceSeconds = webhookToleranceSeconds, runtime = defaultRuntime }: UnwrapOptions,
): void {
  if (!/^[0-9]{1,12}$/.test(text)) {
    const message = 'the header webhook-timestamp is no number of seconds'
    throw new WebhookVerificationError(message, 'invalid_timestamp')
  }
  if (!(toleranceSeconds >= 0)) throw new CoxswainError('the tolerance must be at least 0')
  const age = runtime.now() / 1000 - Number(text)
  if (age > toleranceSeconds) {
    throw new WebhookVerificationError('the webhook is too old', 'timestamp_too_old')
  }
  if (age < -toleranceSeconds) {
    throw new WebhookVerificationError('the webhook is of the future', 'timestamp_too_new')
  }
}

async function sign(secret: Uint8Array<ArrayBuffer>, content: Uint8Array<ArrayBuffer>) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, content))
  return `v1,${btoa(String.fromCharCode(...mac))}`
}

/** Compares every signature with every expected one, however early one matches. */
function matches(given: readonly string[], expected: readonly string[]): boolean {
  let found = 0
  for (const signature of given) {
    for (const own of expected) found |= Number(isSame(signature, own))
  }
  return found !== 0
}

/** Takes as long for a signature that is wrong in its first letter as for one wrong in its last. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let index = 0; index < expected.length; index += 1) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index)
  }
  return difference === 0
}

function readEvent(bytes: Uint8Array): Event {
  const message = 'the body is no event'
  let value: unknown
  try {
    value = parseJson(bytes)
  } catch (cause) {
    throw new WebhookVerificationError(message, 'invalid_event', cause)
  }
  if (isObject(value) && typeof value.event === 'string' && isObject(value.payload)) {
    return value as unknown as Event
  }
  throw new WebhookVerificationError(message, 'invalid_event')
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
