import { expect, test } from 'vitest'
import type { Fields, Value } from '../expect/value.ts'
import type { Trace } from '../run/trace.ts'
import { findDivergence } from './compare.ts'
import { type NormaliseOptions, normalise } from './normalise.ts'
import { allowList } from './rules.ts'

function request(headers: Fields, rest: Fields = {}): Trace {
  return { steps: [], wire: [{ headers, ...rest } as Fields], ledger: {} }
}

function result(ok: Value): Trace {
  return { steps: [{ ok }], wire: [], ledger: {} }
}

function diverge(a: Trace, b: Trace, options: NormaliseOptions = {}): boolean {
  const [first, second] = [normalise(a, options), normalise(b, options)]
  return findDivergence(first.value, second.value, '') !== undefined
}

const uuid = (digit: string) => `0199f000-0000-7000-8000-00000000000${digit}`
const id = (letter: string) => `org_0000000000000000000000000${letter}`

/** Per rule: two traces that are alike by it, and a neighbouring change that still diverges. */
const governed = (letter: string) =>
  ['act', 'dec', 'pol', 'apr', 'asm', 'grt', 'clm', 'mry', 'cpt', 'cth', 'cte'].map(
    (prefix) => `${prefix}_01KHC2HR80000000000000000${letter}`,
  )
const token = (letter: string, seal: number) => `cxs_${letter.repeat(60)}.${letter.repeat(seal)}`

const cases: Record<string, { alike: [Trace, Trace]; neighbour: [Trace, Trace] }> = {
  user_agent: {
    alike: [
      request({ 'user-agent': 'coxswain-js/1.0.0-alpha.0 (node/24.21.0; linux)' }),
      request({ 'user-agent': 'coxswain-python/1.0.0a0 (cpython/3.11.7; linux)' }),
    ],
    neighbour: [
      request({ 'user-agent': 'coxswain-js/1.0.0 (node/24.21.0; linux)' }),
      request({ 'user-agent': 'python-httpx/0.28.1' }),
    ],
  },
  traceparent: {
    alike: [
      request({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` }),
      request({ traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01` }),
    ],
    neighbour: [
      request({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` }),
      request({ traceparent: `00-${'A'.repeat(32)}-${'b'.repeat(16)}-00` }),
    ],
  },
  date: {
    alike: [
      request({}, { response_headers: { date: 'Sat, 21 Nov 2026 03:00:00 GMT' } }),
      request({}, { response_headers: { date: 'Sat, 21 Nov 2026 03:00:01 GMT' } }),
    ],
    neighbour: [
      request({}, { response_headers: { date: 'Sat, 21 Nov 2026 03:00:00 GMT' } }),
      request({}, { response_headers: { date: '2026-11-21T03:00:00Z' } }),
    ],
  },
  connection: {
    alike: [request({ connection: 'keep-alive' }), request({})],
    neighbour: [request({ connection: 'close' }), request({})],
  },
  accept_language: {
    alike: [request({ 'accept-language': '*' }), request({})],
    neighbour: [request({ 'accept-language': 'de' }), request({})],
  },
  sec_fetch_mode: {
    alike: [request({ 'sec-fetch-mode': 'cors' }), request({})],
    neighbour: [request({ 'sec-fetch-mode': 'navigate' }), request({})],
  },
  cache_control: {
    alike: [request({ 'cache-control': 'no-cache' }), request({})],
    neighbour: [
      request({}, { response_headers: { 'cache-control': 'no-cache' } }),
      request({}, { response_headers: {} }),
    ],
  },
  pragma: {
    alike: [request({ pragma: 'no-cache' }), request({})],
    neighbour: [request({ pragma: 'no-store' }), request({})],
  },
  port: {
    alike: [request({ host: '127.0.0.1:4001' }), request({ host: '127.0.0.1:50002' })],
    neighbour: [request({ host: '127.0.0.1:4001' }), request({ host: '127.0.0.2:4001' })],
  },
  ids: {
    alike: [
      result([uuid('1'), id('A'), uuid('1'), 'cox_live_abc_def_ghi', 'req_h00001_001']),
      result([uuid('2'), id('B'), uuid('2'), 'cox_live_xyz_uvw_rst', 'req_h00002_001']),
    ],
    // The same id twice is not two ids.
    neighbour: [result([uuid('1'), uuid('1')]), result([uuid('1'), uuid('2')])],
  },
  ids_of_governed_work: {
    alike: [result(governed('A')), result(governed('B'))],
    neighbour: [result(governed('A')), result(governed('A').map((text) => text.slice(1)))],
  },
  stream_token: {
    alike: [result(token('A', 43)), result(token('B', 43))],
    neighbour: [result(token('A', 42)), result(token('B', 42))],
  },
  left_by_client_midstream: {
    alike: [
      request({}, { end: 'closed_by_client', frames: [{ id: 'a' }] }),
      request({}, { end: 'closed_by_client' }),
    ],
    neighbour: [
      request({}, { end: 'reset', frames: [{ id: 'a' }] }),
      request({}, { end: 'reset', frames: [] }),
    ],
  },
  connection_number: {
    alike: [
      request({}, { connection: 1, end: 'answered' }),
      request({}, { connection: 2, end: 'answered' }),
    ],
    neighbour: [
      request({}, { connection: 1, end: 'answered' }),
      request({}, { connection: 1, end: 'reset' }),
    ],
  },
  left_by_client: {
    alike: [
      request({}, { end: 'closed_by_client', status: 200, response_body: 'a' }),
      request({}, { end: 'closed_by_client' }),
    ],
    neighbour: [
      request({}, { end: 'answered', status: 200, response_body: 'a' }),
      request({}, { end: 'answered', status: 200, response_body: 'b' }),
    ],
  },
  cursor: {
    alike: [
      result('WzE3NzEwMDU2MDAwMDBd.eg67ZdhLbu1v8LhFqWoOXg'),
      result('WzE3NzEwMDU2MDAwMDBd.zbfk0Jk9SILG9eufTA9lmg'),
    ],
    neighbour: [
      result([
        'WzE3NzEwMDU2MDAwMDBd.eg67ZdhLbu1v8LhFqWoOXg',
        'WzE3NzEwMDU2MDAwMDBd.eg67ZdhLbu1v8LhFqWoOXg',
      ]),
      result([
        'WzE3NzEwMDU2MDAwMDBd.eg67ZdhLbu1v8LhFqWoOXg',
        'WzE3NzEwMDU2MDAwMDBd.zbfk0Jk9SILG9eufTA9lmg',
      ]),
    ],
  },
  header_order: {
    alike: [request({ accept: 'a', host: 'b' }), request({ host: 'b', accept: 'a' })],
    neighbour: [request({ accept: 'a', host: 'b' }), request({ accept: 'b', host: 'a' })],
  },
}

test.each(Object.entries(cases))('%s: alike by the rule, and a neighbour diverges', (_, pair) => {
  expect(diverge(...pair.alike)).toBe(false)
  expect(diverge(...pair.neighbour)).toBe(true)
})

test('every rule of the allow-list has such a case', () => {
  const untested = allowList.filter(({ name, message }) => !message && !Object.hasOwn(cases, name))
  expect(untested).toEqual([])
})

const message = (text: string): Trace => ({
  steps: [{ error: { message: text } }],
  wire: [],
  ledger: {},
})

test('option names in messages are those of the language, and nothing else may differ', () => {
  const names = allowList.filter((rule) => rule.message).map(({ name }) => name.split(' ')[1] ?? '')
  expect(names.length).toBeGreaterThan(3)
  for (const snake of names) {
    const camel = snake.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    expect(diverge(message(`${camel} is wrong`), message(`${snake} is wrong`))).toBe(false)
    expect(diverge(message(`${camel} is wrong`), message(`${snake} was wrong`))).toBe(true)
    expect(diverge(result(camel), result(snake))).toBe(true)
  }
  expect(diverge(message('apiKey'), message('base_url'))).toBe(true)
})

test('rewrites are counted', () => {
  expect(normalise(request({ connection: 'keep-alive', host: '127.0.0.1:4001' })).rewrites).toBe(2)
  expect(normalise(result('nothing special')).rewrites).toBe(0)
})

test('an idiom place may differ, its neighbour may not', () => {
  const error = (name: string, code: string): Trace => ({
    steps: [{ error: { class: name, code } }],
    wire: [],
    ledger: {},
  })
  const options = { idioms: ['steps[0].error.class'] }
  expect(diverge(error('A', 'x'), error('B', 'x'), options)).toBe(false)
  expect(diverge(error('A', 'x'), error('A', 'y'), options)).toBe(true)
})

test('a volatile place is compared by type, its neighbour by value', () => {
  const check = (latency: Value, name: string) =>
    result({ checks: [{ latency_ms: latency, name }] })
  const options = { volatile: ['*.checks[*].latency_ms'] }
  expect(diverge(check(1.5, 'store'), check(2, 'store'), options)).toBe(false)
  expect(diverge(check(1.5, 'store'), check('2', 'store'), options)).toBe(true)
  expect(diverge(check(1.5, 'store'), check(1.5, 'cache'), options)).toBe(true)
})

test('unordered traces ignore the order of the wire, not its content', () => {
  const wire = (...targets: string[]): Trace => ({
    steps: [],
    wire: targets.map((target) => ({ target })),
    ledger: {},
  })
  expect(diverge(wire('/a', '/b'), wire('/b', '/a'), { unordered: true })).toBe(false)
  expect(diverge(wire('/a', '/b'), wire('/b', '/a'))).toBe(true)
  expect(diverge(wire('/a', '/b'), wire('/b', '/b'), { unordered: true })).toBe(true)
})

test('a divergence names the first place', () => {
  expect(findDivergence({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, '')).toEqual({
    path: 'a[1].b',
    values: ['2', '3'],
  })
})
