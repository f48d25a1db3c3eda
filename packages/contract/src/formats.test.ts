import { describe, expect, it } from 'vitest'
import { formats } from './formats.ts'

const cases = {
  email: {
    valid: ['a@example.org', 'first.last+tag@sub.example.co', "o'hara@x-y.io"],
    invalid: ['', 'a', '@b.co', 'a@b', 'a@', 'a b@c.co', 'a..b@c.co', 'a@-b.co', 'a@b..co'],
  },
  uuid: {
    valid: ['0190a5b0-7c4e-7f3a-8b1d-2c3d4e5f6071', 'FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF'],
    invalid: ['0190a5b0-7c4e-7f3a-8b1d-2c3d4e5f607', '0190a5b07c4e7f3a8b1d2c3d4e5f6071', ''],
  },
  date: {
    valid: ['2026-02-28', '2024-02-29', '2000-02-29'],
    invalid: ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1'],
  },
  'date-time': {
    valid: ['2026-02-13T18:00:00Z', '2026-02-13T18:00:00.123+05:30', '1990-12-31T15:59:60-08:00'],
    invalid: ['2026-02-13', '2026-02-13T24:00:00Z', '2026-02-13T18:00:00', '1990-12-31T22:59:60Z'],
  },
} as const

describe.each(Object.entries(cases))('the format %s', (name, { valid, invalid }) => {
  const check = formats[name as keyof typeof formats]

  it.each(valid)('takes %j', (value) => {
    expect(check(value)).toBe(true)
  })

  it.each(invalid)('refuses %j', (value) => {
    expect(check(value)).toBe(false)
  })
})
