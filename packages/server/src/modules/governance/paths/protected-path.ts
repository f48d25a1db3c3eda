import { compileGlob, type Matcher } from '../glob.ts'
import { intersect, isWild } from './part-pattern.ts'
import { type PathPattern, parsePath } from './path-pattern.ts'

interface Part {
  readonly glob: string
  /** `**`: any parts, also none. */
  readonly any: boolean
  readonly matches: Matcher
}

/** Paths that a policy protects, ready to be compared with those that an act names. */
export class ProtectedPath {
  readonly #patterns: readonly (readonly Part[])[]

  constructor(glob: string) {
    this.#patterns = parsePath(glob).flatMap(alternatives).map(compile)
  }

  /** Whether a named path may be a protected one. */
  covers({ parts }: PathPattern): boolean {
    return this.#patterns.some((pattern) => covers(pattern, parts))
  }

  /** Whether a protected path may lie in a named folder: what befalls the folder befalls it. */
  liesIn({ parts, rooted }: PathPattern): boolean {
    return rooted && this.#patterns.some((pattern) => liesIn(pattern, parts))
  }
}

/**
 * A pattern that does not say where it begins is protected in every folder, and what is protected
 * is so with all that lies in it, unless a last `*` asks for just one part.
 */
function alternatives({ parts, rooted }: PathPattern): string[][] {
  const open = parts.at(-1)?.includes('*') ?? false
  const whole = [...(rooted ? [] : ['**']), ...parts, ...(open ? [] : ['**'])]
  const embedded = whole.some((part) => part !== '**' && part.includes('**'))
  if (!embedded) return [whole]
  // `a**b` stands for `aXb` and for `aX/…/Yb`.
  const within = whole.map((part) => (part === '**' ? part : part.replaceAll(/\*+/g, '*')))
  const across = whole.flatMap((part) => (part === '**' ? [part] : spread(part)))
  return [within, across]
}

function spread(part: string): string[] {
  const pieces = part.split(/\*{2,}/)
  return pieces.flatMap((piece, index) => {
    const first = index === 0
    const last = index === pieces.length - 1
    const named = `${first ? '' : '*'}${piece}${last ? '' : '*'}`
    return [...(first ? [] : ['**']), ...(piece === '' ? [] : [named])]
  })
}

function compile(parts: readonly string[]): Part[] {
  return parts.map((glob) => ({ glob, any: glob === '**', matches: compileGlob(glob) }))
}

function covers(pattern: readonly Part[], named: readonly string[]): boolean {
  let start = 0
  // Most patterns begin with names, by which most paths are told apart at once.
  for (const part of pattern) {
    const word = named[start]
    if (part.any || word?.includes('**')) break
    if (word === undefined || !meet(part, word)) return false
    start += 1
  }
  return meets(pattern, named, start)
}

/** Whether both stand for a common path, from a place on that both have reached. */
function meets(pattern: readonly Part[], named: readonly string[], start: number): boolean {
  const width = named.length + 1
  const tried = new Set<number>()
  const open = [start * width + start]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (tried.has(place)) continue
    tried.add(place)
    const part = pattern[Math.floor(place / width)]
    const word = named[place % width]
    const unknown = word?.includes('**') ?? false
    if (part === undefined && word === undefined) return true
    if (part?.any || unknown) {
      if (part !== undefined) open.push(place + width)
      if (word !== undefined) open.push(place + 1)
    } else if (part !== undefined && word !== undefined && meet(part, word)) {
      open.push(place + width + 1)
    }
  }
  return false
}

function liesIn(pattern: readonly Part[], named: readonly string[]): boolean {
  for (const [index, word] of named.entries()) {
    const part = pattern[index]
    if (part === undefined || part.any) return false
    if (word.includes('**')) return true
    if (!meet(part, word)) return false
  }
  return true
}

function meet(part: Part, word: string): boolean {
  return isWild(word) ? intersect(part.glob, word) : part.matches(word)
}
