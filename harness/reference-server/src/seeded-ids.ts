import { createHash } from 'node:crypto'
import type { Ids } from '@coxswain/server'
import { beginning } from './manual-clock.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ids and secrets that count up instead of being drawn: a run gives the same ones every time. */
export function createSeededIds(seed: string): Ids {
  const counters = new Map<string, number>()
  const places = new Map<string, number>()
  const count = (name: string) => {
    const next = (counters.get(name) ?? 0) + 1
    counters.set(name, next)
    return next
  }
  return {
    next(prefix, orgId) {
      const owner = orgId ?? ''
      const place = places.get(owner) ?? places.size
      places.set(owner, place)
      const tail = `${crockford(place, 8)}${crockford(count(owner), 8)}`
      return `${prefix}_${crockford(beginning, 10)}${tail}`
    },
    bytes(length, orgId) {
      const owner = orgId ?? ''
      const blocks: Buffer[] = []
      for (let size = 0; size < length; size += 32) {
        const text = `${seed} ${owner} ${count(`bytes ${owner}`)}`
        blocks.push(createHash('sha256').update(text).digest())
      }
      return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
    },
  }
}

function crockford(value: number, length: number): string {
  let text = ''
  for (let rest = BigInt(value); text.length < length; rest >>= 5n) {
    text = alphabet[Number(rest & 31n)] + text
  }
  return text
}
