import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { CoxswainError } from './errors.ts'
import { unwrap, WebhookVerificationError } from './webhooks.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const other = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
const at = new Date('2026-02-13T18:00:00.000Z')
const runtime = { now: () => at.getTime() }
const id = 'evt_01KA8Z3G5W0000000001000000'
const body =
  '{"id": "evt_01KA8Z3G5W0000000001000000", "event": "agent.created", "payload": {"name": "Ærø ✓"}}'

function sent(by: readonly string[] = [secret], text = body, when = at) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(when.getTime() / 1000)),
    'webhook-signature': by.map((one) => new Webhook(one).sign(id, when, text)).join(' '),
  }
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'verified',
    (error: unknown) => {
      expect(error).toBeInstanceOf(CoxswainError)
      return (error as CoxswainError).code
    },
  )

test('the example of the specification is signed as it says, and is no event of ours', async () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const then = { now: () => 1614265330_000 }
  const verify = (text: string) => code(unwrap(text, headers, { secret, runtime: then }))
  expect(await verify('{"test": 2432232314}')).toBe('invalid_event')
  expect(await verify('{"test":2432232314}')).toBe('signature_mismatch')
})

test('what the standard library signs is verified, as a text and as bytes', async () => {
  const event = await unwrap(body, sent(), { secret, runtime })
  expect(event).toEqual(JSON.parse(body))
  const bytes = new TextEncoder().encode(body)
  expect(await unwrap(bytes, new Headers(sent()), { secret, runtime })).toEqual(event)
  expect(await unwrap(bytes.buffer, sent(), { secrets: [secret], runtime })).toEqual(event)
  const shouted = Object.fromEntries(
    Object.entries(sent()).map(([name, value]) => [name.toUpperCase(), value]),
  )
  expect(await unwrap(body, shouted, { secret: secret.slice(6), runtime })).toEqual(event)
})

test('any secret may have made any of the signatures', async () => {
  const options = { secrets: [other, secret], runtime }
  expect(await code(unwrap(body, sent([secret]), options))).toBe('verified')
  expect(await code(unwrap(body, sent([other]), options))).toBe('verified')
  expect(await code(unwrap(body, sent([other, secret]), { secret, runtime }))).toBe('verified')
  expect(await code(unwrap(body, sent([other]), { secret, runtime }))).toBe('signature_mismatch')
})

test('one letter more, less or else is another signature', async () => {
  const headers = sent()
  const verify = (signature: string) =>
    code(unwrap(body, { ...headers, 'webhook-signature': signature }, { secret, runtime }))
  const good = headers['webhook-signature']
  for (const bad of [`${good}A`, good.slice(0, -1), good.replace('v1,', 'v1a,'), 'v1,', ' ']) {
    expect(await verify(bad)).toBe('signature_mismatch')
  }
  expect(await verify(`v1a,xyz ${good} v2,abc`)).toBe('verified')
  const flipped = body.replace('agent', 'agenT')
  expect(await code(unwrap(flipped, headers, { secret, runtime }))).toBe('signature_mismatch')
  const renamed = { ...headers, 'webhook-id': `${id}0` }
  expect(await code(unwrap(body, renamed, { secret, runtime }))).toBe('signature_mismatch')
})

test('a webhook is of now, give or take what is tolerated', async () => {
  const shifted = (seconds: number, options = {}) => {
    const when = new Date(at.getTime() + seconds * 1000)
    return code(unwrap(body, sent([secret], body, when), { secret, runtime, ...options }))
  }
  expect(await shifted(-300)).toBe('verified')
  expect(await shifted(-301)).toBe('timestamp_too_old')
  expect(await shifted(300)).toBe('verified')
  expect(await shifted(301)).toBe('timestamp_too_new')
  expect(await shifted(-11, { toleranceSeconds: 10 })).toBe('timestamp_too_old')
  expect(await shifted(-1, { toleranceSeconds: Number.NaN })).toBe('invalid_argument')
})

test('what is missing or malformed is named', async () => {
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const without = { ...sent(), [name]: undefined }
    const error = await unwrap(body, without, { secret, runtime }).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(WebhookVerificationError)
    expect(error).toMatchObject({ name: 'WebhookVerificationError', code: 'missing_header' })
    expect((error as Error).message).toContain(name)
  }
  for (const text of ['', 'now', '-1', '1.5', '0x10', '1771005600 ']) {
    const headers = { ...sent(), 'webhook-timestamp': text }
    const wanted = text === '' ? 'missing_header' : 'invalid_timestamp'
    expect(await code(unwrap(body, headers, { secret, runtime }))).toBe(wanted)
  }
  for (const text of ['', '[]', 'null', '{"event":1,"payload":{}}', '{"event":"x"}']) {
    expect(await code(unwrap(text, sent([secret], text), { secret, runtime }))).toBe(
      'invalid_event',
    )
  }
})

test('nothing is verified without a secret, nor what was parsed already', async () => {
  expect(await code(unwrap(body, sent(), { runtime }))).toBe('invalid_argument')
  expect(await code(unwrap(body, sent(), { secrets: [], runtime }))).toBe('invalid_argument')
  expect(await code(unwrap(body, sent(), { secret: 'whsec_', runtime }))).toBe('invalid_argument')
  expect(await code(unwrap(body, sent(), { secret: 'whsec_a b', runtime }))).toBe(
    'invalid_argument',
  )
  const parsed = JSON.parse(body) as never
  expect(await code(unwrap(parsed, sent(), { secret, runtime }))).toBe('invalid_argument')
})
