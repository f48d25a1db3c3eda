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
  if (!startAlike(one, other)) return false
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

/** Whether nothing before the first wild character tells them apart. */
function startAlike(one: string, other: string): boolean {
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    if (isWild(one.charAt(at)) || isWild(other.charAt(at))) return true
    if (one[at] !== other[at]) return false
  }
  return true
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
  const simple = withoutAlternatives(withoutClasses(pattern))
  return [...simple.replaceAll(/\*+/g, '*')]
}

/** Alternatives nest, so what lies between the first and the last brace may be anything. */
function withoutAlternatives(pattern: string): string {
  const from = pattern.indexOf('{')
  const to = pattern.lastIndexOf('}')
  return from === -1 || to < from ? pattern : `${pattern.slice(0, from)}*${pattern.slice(to + 1)}`
}

function withoutClasses(pattern: string): string {
  let plain = ''
  let at = 0
  for (;;) {
    const from = pattern.indexOf('[', at)
    const to = from === -1 ? -1 : endOfClass(pattern, from)
    if (to === -1) return plain + pattern.slice(at)
    plain += `${pattern.slice(at, from)}?`
    at = to + 1
  }
}

/** Where a class ends: a `]` at its beginning belongs to it, and so does that of `[:alpha:]`. */
function endOfClass(pattern: string, from: number): number {
  let at = from + 1
  if ('!^'.includes(pattern.charAt(at))) at += 1
  if (pattern[at] === ']') at += 1
  for (; at < pattern.length; at += 1) {
    if (pattern[at] === ']') return at
    const named = /^\[[:.=][^\]]*\]/.exec(pattern.slice(at, at + 32))
    if (named !== null) at += named[0].length - 1
  }
  return -1
}
