import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEventId } from './event-id.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function encode(ms: bigint, seq: bigint, epoch: bigint, hash: bigint): string {
  let bits = (((((ms << 40n) | seq) << 24n) | epoch) << 16n) | hash
  let text = ''
  for (let digit = 0; digit < 26; digit++) {
    text = alphabet[Number(bits % 32n)] + text
    bits /= 32n
  }
  return `evt_${text}`
}

const bits = (count: bigint) => fc.bigInt({ min: 0n, max: 2n ** count - 1n })

test('sequence and epoch are read back, whatever stands around them', () => {
  fc.assert(
    fc.property(bits(48n), bits(40n), bits(24n), bits(16n), (ms, seq, epoch, hash) => {
      expect(decodeEventId(encode(ms, seq, epoch, hash))).toEqual({
        epoch: Number(epoch),
        seq: Number(seq),
      })
    }),
  )
})

test.each([
  '',
  'evt_',
  'evt_0123',
  encode(2n ** 48n - 1n, 2n, 3n, 4n).toLowerCase(),
  encode(1n, 2n, 3n, 4n).replace('evt', 'act'),
  `${encode(1n, 2n, 3n, 4n)}0`,
  `${encode(1n, 2n, 3n, 4n)}\n`,
  encode(1n, 2n, 3n, 4n).replace(/.$/, 'U'),
  // 130 bits.
  'evt_80000000000000000000000000',
])('%j is no event id', (id) => {
  expect(decodeEventId(id)).toBeUndefined()
})
