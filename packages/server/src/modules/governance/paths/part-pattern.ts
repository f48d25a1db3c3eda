/** No name of a file is longer; what can't be read in a moment is taken for any. */
const maxPattern = 255

/** Characters that make a part of a named path a pattern, as shells read them. */
const wild = /[*?[{]/

export function isWild(part: string): boolean {
  return wild.test(part)
}

/**
 * Whether two patterns for one part of a path have a text in common. `*` is any run of characters
 * and `?` any one; of `[…]` and `{…}` only the extent is read, and taken for `?` and `*`.
 */
export function intersect(one: string, other: string): boolean {
  const left = plain(one)
  const right = plain(other)
  if (right.length > maxPattern) return true
  // Row by row: which places in `right` can be reached after so much of `left`.
  let reached = closure(new Set([0]), right)
  for (const character of left) {
    const next = new Set<number>()
    for (const place of reached) {
      if (character === '*') for (let at = place; at <= right.length; at += 1) next.add(at)
      else step(character, place, right, next)
    }
    if (next.size === 0) return false
    reached = closure(next, right)
  }
  return reached.has(right.length)
}

function step(character: string, place: number, right: readonly string[], next: Set<number>): void {
  const facing = right[place]
  if (facing === '*') next.add(place)
  else if (facing === '?' || facing === character) next.add(place + 1)
  else if (character === '?' && facing !== undefined) next.add(place + 1)
}

/** A star may also stand for nothing. */
function closure(places: Set<number>, right: readonly string[]): Set<number> {
  for (const place of places) if (right[place] === '*') places.add(place + 1)
  return places
}

function plain(pattern: string): readonly string[] {
  const simple = pattern.replaceAll(/\[[^\]]*\]/g, '?').replaceAll(/\{[^}]*\}/g, '*')
  return [...simple.replaceAll(/\*+/g, '*')]
}
