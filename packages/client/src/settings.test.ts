import { afterEach, expect, test, vi } from 'vitest'
import { createStub, json, rejection } from '../test/stub-fetch.ts'
import { Coxswain } from './client.ts'
import { CoxswainError } from './errors.ts'
import type { CoxswainOptions } from './options.ts'

afterEach(() => void vi.unstubAllEnvs())

const ok = json({ id: 'a-1' })

test('a missing key is an error that names the variable', () => {
  vi.stubEnv('COXSWAIN_API_KEY', '')
  expect(() => new Coxswain()).toThrow(CoxswainError)
  expect(() => new Coxswain()).toThrow('COXSWAIN_API_KEY')
  expect(() => new Coxswain({ apiKey: '' })).toThrow('COXSWAIN_API_KEY')
})

test('the environment speaks where no option does', async () => {
  vi.stubEnv('COXSWAIN_API_KEY', 'cox_from_env')
  vi.stubEnv('COXSWAIN_BASE_URL', 'https://env.test/sub/')
  const stub = createStub([ok], { apiKey: undefined, baseUrl: undefined })
  await stub.client.agents.get('a-1')
  expect(stub.requests[0]).toMatchObject({
    url: 'https://env.test/sub/api/v1/agents/a-1',
    headers: { authorization: 'Bearer cox_from_env' },
  })
  expect(new Coxswain({ baseUrl: 'http://option.test' }).baseUrl).toBe('http://option.test/api/v1')
})

test('without either, the server is the one on this machine', () => {
  vi.stubEnv('COXSWAIN_BASE_URL', '')
  expect(new Coxswain({ apiKey: 'k' }).baseUrl).toBe('http://127.0.0.1:4747/api/v1')
})

test.each<[string, CoxswainOptions]>([
  ['a base URL of another scheme', { baseUrl: 'ftp://x.test' }],
  ['a base URL of a file', { baseUrl: 'file:///tmp' }],
  ['a base URL that is none', { baseUrl: 'x.test' }],
  ['an empty base URL', { baseUrl: '' }],
  ['a base URL with a query', { baseUrl: 'http://x.test/?a=1' }],
  ['a base URL with a fragment', { baseUrl: 'http://x.test/#a' }],
  ['a base URL with a password', { baseUrl: 'http://u:p@x.test' }],
  ['a base URL with half a scheme', { baseUrl: 'http:/x.test' }],
  ['a base URL with an empty user', { baseUrl: 'http://@x.test' }],
  ['a base URL with port 0', { baseUrl: 'http://x.test:0' }],
  ['a base URL with too large a port', { baseUrl: 'http://x.test:65536' }],
  ['a base URL with a control character', { baseUrl: '\0http://x.test' }],
  ['a base URL with a backslash', { baseUrl: 'http://x.test\\a' }],
  ['a base URL with an unencoded path', { baseUrl: 'http://x.test/ü' }],
  ['a base URL with half an escape', { baseUrl: 'http://x.test/%zz' }],
  ['a base URL with a dot segment', { baseUrl: 'http://x.test/a/../b' }],
  ['a base URL with an unencoded host', { baseUrl: 'http://bücher.test' }],
  ['a base URL with a short address', { baseUrl: 'http://127.1' }],
  ['a base URL with an address beyond all', { baseUrl: 'http://999.1.1.1' }],
  ['a base URL with a broken address', { baseUrl: 'http://[::1' }],
  ['a key that is not ASCII', { apiKey: 'schlüssel' }],
  ['a key with a line end', { apiKey: 'key\n' }],
  ['a timeout of 0', { timeout: 0 }],
  ['an infinite timeout', { timeout: Number.POSITIVE_INFINITY }],
  ['a timeout below 0', { timeout: -1 }],
  ['a timeout that is text', { timeout: '5' as never }],
  ['a deadline of 0', { deadline: 0 }],
  ['a deadline that is not a number', { deadline: Number.NaN }],
  ['retries below 0', { maxRetries: -1 }],
  ['half a retry', { maxRetries: 0.5 }],
  ['retries without end', { maxRetries: Number.POSITIVE_INFINITY }],
  ['a header that breaks the line', { headers: { 'x-a': 'b\r\nc: d' } }],
  ['a logger that lacks a level', { logger: { error: () => undefined } as never }],
  ['a level that is none', { logLevel: 'loud' as never }],
])('%s is refused at construction', (_, options) => {
  expect(() => new Coxswain({ apiKey: 'k', ...options })).toThrow(CoxswainError)
})

test('a level that is none is refused from the environment too', () => {
  vi.stubEnv('COXSWAIN_LOG', 'loud')
  expect(() => new Coxswain({ apiKey: 'k' })).toThrow('COXSWAIN_LOG')
})

test.each([{ timeout: 0 }, { deadline: -1 }, { maxRetries: 1.5 }, { headers: { a: 'é' } }])(
  '%j is refused at the call, and nothing is sent',
  async (options) => {
    const stub = createStub([ok])
    const error = await rejection(stub.client.agents.get('a-1', options))
    expect(error).toBeInstanceOf(CoxswainError)
    expect(error).toMatchObject({ code: 'invalid_argument' })
    expect(stub.requests).toHaveLength(0)
  },
)

test('null switches a timeout off', async () => {
  let timers: number | undefined
  const answer = () => {
    timers = stub.runtime.timers.size
    return ok.clone()
  }
  const stub = createStub([answer], { timeout: null })
  await stub.client.agents.get('a-1')
  expect(timers).toBe(0)
})

test('options are copied: changing them later changes nothing', async () => {
  const headers: Record<string, string> = { 'x-a': '1' }
  const stub = createStub([ok], { headers })
  headers['x-a'] = '2'
  await stub.client.agents.get('a-1')
  expect(stub.requests[0]?.headers['x-a']).toBe('1')
})

test('a password in a base URL is not told', () => {
  const construct = () => new Coxswain({ apiKey: 'k', baseUrl: 'http://user:hunter2@x.test' })
  expect(construct).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
  )
})

test.each([
  'http://x.test/a@b:c',
  'HTTPS://X.test:8443',
  'http://[::1]:80',
  'http://my_app/%C3%BC/',
])('the base URL %j is kept as it was written', (baseUrl) => {
  const { baseUrl: url } = new Coxswain({ apiKey: 'k', baseUrl })
  expect(url).toBe(`${baseUrl.replace(/\/$/, '')}/api/v1`)
})
