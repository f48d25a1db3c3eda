import { expect, test } from 'vitest'
import type { Exchange } from '../proxy/recording.ts'
import { viewExchange } from './wire-view.ts'

const exchange = (body: string): Exchange => ({
  at_ms: 0,
  connection: 1,
  fault: null,
  request: { method: 'POST', target: '/', headers: [], body: Buffer.from(body) },
  response: null,
  end: 'answered',
  ended_ms: 0,
  upstream: null,
})

test('a long body is cut short between its words: half an id would be nobody’s', () => {
  const id = 'act_01KHC2HR80000000ZZ00000001'
  const { body } = viewExchange(exchange(`"${'x '.repeat(95)}${id} ${'y'.repeat(20_000)}"`))
  expect(body).toBe(`"${'x '.repeat(95)}… 20223 characters`)
})
