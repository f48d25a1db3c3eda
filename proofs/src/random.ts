/** Chance that repeats: the same seed draws the same. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number
  /** A whole number, at least 0 and less than `limit`. */
  below(limit: number): number
  /** A generator of its own, so that one part's draws don't move another's. */
  fork(name: string): Random
}

/** Mulberry32: small, even enough for choosing test cases, and the same everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    fork: (name) => createRandom(hash(`${seed}/${name}`)),
  }
}

/** A seeded choice of `count` items, in their order. */
export function sample<Item>(items: readonly Item[], count: number, random: Random): Item[] {
  if (items.length <= count) return [...items]
  const left = [...items.keys()]
  const chosen = new Set<number>()
  while (chosen.size < count) {
    const [index] = left.splice(random.below(left.length), 1)
    if (index !== undefined) chosen.add(index)
  }
  return items.filter((_item, index) => chosen.has(index))
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const char of text) {
    value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return value >>> 0
}
