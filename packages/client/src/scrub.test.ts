import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStub, json } from '../test/stub-fetch.ts'
import { secretPatterns } from './gen/secrets.ts'
import { scrubBody, scrubText } from './scrub.ts'

interface Vector {
  readonly title: string
  readonly given: unknown
  readonly becomes: unknown
}
interface Examples {
  readonly hints: readonly string[]
  readonly matches: readonly string[]
  readonly ignores: readonly string[]
}

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../openapi/${path}`, import.meta.url), 'utf8'))
// The same texts that the Python SDK is held to.
const vectors: Vector[] = read('src/scrub-vectors.json')
const examples: Record<string, Examples> = read('v1/current.json')['x-secret-patterns']

test.each(vectors)('$title', ({ given, becomes }) => {
  expect(scrubBody(JSON.stringify(given))).toBe(JSON.stringify(becomes))
})

describe.each(Object.entries(examples))('%s', (name, { matches, ignores }) => {
  test.each(matches)('is found in %j', (text) => {
    expect(scrubText(text)).toContain(`[redacted:${name}]`)
    expect(scrubBody(JSON.stringify({ goal: text }))).toContain(`[redacted:${name}]`)
  })

  test.each(ignores)('is not found in %j', (text) => {
    expect(scrubText(text)).toBe(text)
  })
})

const token = 'ghp_EXAMPLE00000000000000000000000000000'

test('a typed method sends no secret, and leaves what it was given alone', async () => {
  const { client, requests } = createStub([json({})])
  const metadata = Object.freeze({ token, toJSON: undefined })
  await client.agents.upsert('a-1', { display_name: token, metadata } as never)
  expect(requests[0]?.body).toBe(
    `{"display_name":"${token}","metadata":{"token":"[redacted:github-token]"}}`,
  )
  expect(metadata.token).toBe(token)
})

test('what computes its JSON is scrubbed of what it computes', async () => {
  const { client, requests } = createStub([json({})])
  const metadata = { toJSON: () => ({ token }) }
  await client.agents.upsert('a-1', { metadata } as never)
  expect(requests[0]?.body).toBe('{"metadata":{"token":"[redacted:github-token]"}}')
})

test('client.request sends what it is given', async () => {
  const { client, requests } = createStub([json({})])
  await client.request('PUT', '/agents/a-1', { body: { metadata: { token } } })
  expect(requests[0]?.body).toBe(`{"metadata":{"token":"${token}"}}`)
})

const piece = fc.oneof(
  fc.constantFrom(
    ...Object.values(examples).flatMap(({ matches, ignores }) => [...matches, ...ignores]),
  ),
  fc.constantFrom(' ', '\n', '"', '=', '-', '_', '@', '://', 'a', ':', 'Bearer ', 'é', '😀'),
  fc.string({ maxLength: 4 }),
)
const mixed = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

test('a scrubbed text holds no secret, and scrubbing it again changes nothing', () => {
  fc.assert(
    fc.property(mixed, (text) => {
      const clean = scrubText(text)
      expect(scrubText(clean)).toBe(clean)
    }),
  )
})

test('a text is found whatever words stand around it', () => {
  const found = Object.entries(examples).flatMap(([name, { matches }]) =>
    matches.filter((text) => /^\S+$/.test(text)).map((text) => [name, text] as const),
  )
  fc.assert(
    fc.property(fc.constantFrom(...found), fc.string(), fc.string(), ([name, text], a, b) => {
      expect(scrubText(`${a} ${text} ${b}`)).toContain(`[redacted:${name}]`)
    }),
  )
})

test('a text without any letter or digit stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replaceAll(/[0-9A-Za-z]/g, '')
      expect(scrubText(plain)).toBe(plain)
    }),
  )
})

test('a hint alone changes nothing', () => {
  const hints = Object.values(examples).flatMap((entry) => entry.hints)
  const body = JSON.stringify({ goal: hints.join(' '), metadata: { a: [1.5, null, true, 'é'] } })
  expect(scrubBody(body)).toBe(body)
})

test('every pattern is used', () => {
  expect(Object.keys(secretPatterns)).toEqual(Object.keys(examples))
})
