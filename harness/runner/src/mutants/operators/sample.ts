/** `count` of the items, the same ones for the same seed; all of them when there are fewer. */
export function sample<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const rest = [...items]
  const random = mulberry32(seed)
  const picked: Item[] = []
  while (picked.length < count && rest.length > 0) {
    const [item] = rest.splice(Math.floor(random() * rest.length), 1)
    picked.push(item as Item)
  }
  return picked
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}
