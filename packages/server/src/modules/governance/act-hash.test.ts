import { createHash } from 'node:crypto'
import type { ActInput } from '@coxswain/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { actHash, canonical, checkActSize, maxActBytes } from './act-hash.ts'

const custom = (data: Record<string, unknown>) => ({ type: 'custom', name: 'x', data }) as ActInput

test('the canonical form sorts names by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
  const given = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  }
  const order = [...canonical(given).matchAll(/:"([A-Z]\w+)/g)].map(([, word]) => word)
  expect(order).toEqual(['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew'])
})

test('the canonical form writes texts and literals as RFC 8785 section 3.2.2 shows', () => {
  const text =
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
    '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
  expect(canonical(JSON.parse(text) as object)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('the canonical form writes numbers as RFC 8785 appendix B lists them', () => {
  const listed: [string, string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ]
  for (const [bits, text] of listed) {
    expect(canonical([Buffer.from(bits, 'hex').readDoubleBE()])).toBe(`[${text}]`)
  }
  expect(() => canonical([Number.NaN])).toThrow()
  expect(() => canonical(['\ud800'])).toThrow()
})

test('the hash is that of the canonical text', () => {
  const act = { type: 'shell', command: 'make' } as const
  const text = '{"act":{"command":"make","type":"shell"},"action_type":"deploy"}'
  expect(actHash('deploy', act)).toBe(createHash('sha256').update(text).digest('hex'))
})

test('the order of names is no part of an act, everything else is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
      const data = Object.fromEntries(Object.entries(given))
      const turned = Object.fromEntries(Object.entries(data).reverse())
      expect(actHash('t', custom(turned))).toBe(actHash('t', custom(data)))
      expect(actHash('u', custom(data))).not.toBe(actHash('t', custom(data)))
      expect(actHash('t', custom({ ...data, more: 1, and: 2 }))).not.toBe(
        actHash('t', custom(data)),
      )
    }),
  )
})

test('an act has 16,384 bytes at most, whatever its characters', () => {
  const frame = canonical(custom({ text: '' })).length
  const fits = custom({ text: 'x'.repeat(maxActBytes - frame) })
  expect(() => checkActSize(fits)).not.toThrow()
  const wide = custom({ text: '\u20ac'.repeat((maxActBytes - frame) / 3 + 1) })
  for (const act of [custom({ text: 'x'.repeat(maxActBytes - frame + 1) }), wide]) {
    expect(() => checkActSize(act, '/modified_act')).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ pointer: '/modified_act', code: 'too_large' })],
      }),
    )
  }
})
