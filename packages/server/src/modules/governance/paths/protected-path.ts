import { compileGlob, type Matcher } from '../glob.ts'
import type { NamedPath } from './named-path.ts'
import type { NamedPaths } from './named-paths.ts'
import { intersect, isWild } from './part-pattern.ts'
import { type PathPattern, parsePath } from './path-pattern.ts'

interface Part {
  readonly glob: string
  /** `**`: any parts, also none. */
  readonly any: boolean
  readonly matches: Matcher
}

interface Pattern {
  readonly parts: readonly Part[]
  /** The parts that stand for themselves alone. */
  readonly literals: readonly string[]
  /** The first part, where it stands for itself alone. */
  readonly first: string | null
}

/** A path that a policy protects, ready to be compared with those that an act names. */
export class ProtectedPath {
  readonly #patterns: readonly Pattern[]

  constructor(glob: string) {
    this.#patterns = parsePath(glob).flatMap(alternatives).map(compile)
  }

  /**
   * A named path that may be the protected one, or a folder that it may lie in where what befalls
   * the folder befalls it.
   */
  find(named: NamedPaths): NamedPath | null {
    for (const { parts, literals, first } of this.#patterns) {
      const itself = named.having(literals).find((path) => covers(parts, path))
      if (itself !== undefined) return itself
      const above = named.foldersAbove(first).find((folder) => liesIn(parts, folder))
      if (above !== undefined) return above
    }
    return null
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

function compile(globs: readonly string[]): Pattern {
  const parts = globs.map((glob) => ({ glob, any: glob === '**', matches: compileGlob(glob) }))
  const [first = null] = globs
  const literal = (glob: string) => !glob.includes('*')
  const named = first !== null && literal(first) ? first : null
  return { parts, literals: globs.filter(literal), first: named }
}

function covers(pattern: readonly Part[], path: NamedPath): boolean {
  const named = path.pattern.parts
  let start = 0
  // Most patterns begin with names, by which most paths are told apart at once.
  for (const part of pattern) {
    const word = named[start]
    if (part.any || (path.wild && word?.includes('**'))) break
    if (word === undefined || !meet(part, word, path)) return false
    start += 1
  }
  return meets(pattern, path, start)
}

/** Whether both stand for a common path, from a place on that both have reached. */
function meets(pattern: readonly Part[], path: NamedPath, start: number): boolean {
  const named = path.pattern.parts
  const width = named.length + 1
  const tried = new Set<number>()
  const open = [start * width + start]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (tried.has(place)) continue
    tried.add(place)
    const part = pattern[Math.floor(place / width)]
    const word = named[place % width]
    const unknown = path.wild && word?.includes('**')
    if (part === undefined && word === undefined) return true
    if (part?.any || unknown) {
      if (part !== undefined) open.push(place + width)
      if (word !== undefined) open.push(place + 1)
    } else if (part !== undefined && word !== undefined && meet(part, word, path)) {
      open.push(place + width + 1)
    }
  }
  return false
}

function liesIn(pattern: readonly Part[], folder: NamedPath): boolean {
  const named = folder.pattern.parts
  for (let index = 0; index < named.length; index += 1) {
    const part = pattern[index]
    if (part === undefined || part.any) return false
    const word = named[index] ?? ''
    if (folder.wild && word.includes('**')) return true
    if (!meet(part, word, folder)) return false
  }
  return true
}

function meet(part: Part, word: string, { wild }: NamedPath): boolean {
  return wild && isWild(word) ? intersect(part.glob, word) : part.matches(word)
}
