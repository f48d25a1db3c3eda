import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMoney, parseMoney } from './money.ts'

test('an amount is written in its shortest form', () => {
  for (const [text, shortest] of [
    ['0', '0'],
    ['0.10', '0.1'],
    ['12.000000', '12'],
    ['0.000001', '0.000001'],
    ['999999999999.999999', '999999999999.999999'],
  ] as const) {
    expect(formatMoney(parseMoney(text))).toBe(shortest)
  }
})

test('whole units and millionths, each added up alone, make the exact sum', () => {
  const amounts = fc.array(fc.bigInt({ min: 0n, max: 999_999_999_999_999_999n }))
  fc.assert(
    fc.property(amounts, (all) => {
      const parts = all.map((one) => {
        const digits = String(one).padStart(7, '0')
        return parseMoney(`${BigInt(digits.slice(0, -6))}.${digits.slice(-6)}`)
      })
      const sum = {
        whole: parts.reduce((total, { whole }) => total + whole, 0n),
        millionths: parts.reduce((total, { millionths }) => total + millionths, 0n),
      }
      const exact = all.reduce((total, one) => total + one, 0n)
      expect(parseMoney(formatMoney(sum))).toEqual({
        whole: exact / 1_000_000n,
        millionths: exact % 1_000_000n,
      })
    }),
  )
})
