import { isWild } from './part-pattern.ts'
import { type PathPattern, parsePath } from './path-pattern.ts'

/** A path that an act names, or may name. */
export interface NamedPath {
  readonly pattern: PathPattern
  /** Whether some part of it may be many. */
  readonly wild: boolean
  /** What the act does to a folder may befall all that lies in it. */
  readonly folder: boolean
}

export function namedPath(pattern: PathPattern, folder: boolean): NamedPath {
  return { pattern, wild: pattern.parts.some(isWild), folder }
}

/** Nobody can say what an act names that is longer or more entangled. */
export const maxNamed = 4000
/** A pattern is compared step by step with every protected path, so there may be fewer of them. */
const maxWild = 200

/** Each path once; `null` when too many of them are patterns. */
export function distinctPaths(paths: readonly NamedPath[]): readonly NamedPath[] | null {
  const distinct = new Map<string, NamedPath>()
  let wild = 0
  for (const path of paths) {
    const { parts, rooted } = path.pattern
    const key = `${rooted} ${path.folder} ${parts.join('/')}`
    if (distinct.has(key)) continue
    distinct.set(key, path)
    if (path.wild) wild += 1
    if (wild > maxWild) return null
  }
  return [...distinct.values()]
}

/** The paths that one word may name, seen from each folder that the act may be in. */
export function pathsOfWord(
  word: string,
  { folders, folder }: { folders: readonly (string | null)[]; folder: boolean },
): NamedPath[] {
  return readings(word).flatMap((reading) =>
    seenFrom(reading, folders)
      .flatMap(parsePath)
      .filter(({ parts }) => parts.length === 0 || parts.some((part) => !/^\*\*+$/.test(part)))
      .map((pattern) => namedPath(pattern, folder)),
  )
}

export function seenFrom(path: string, folders: readonly (string | null)[]): string[] {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) return [path]
  return folders.map((folder) => (folder === null ? path : `${folder}/${path}`))
}

/** Neither a flag, nor encoded, nor of more than one piece. */
const hasOneReading = /^[^-=:,@{}%][^=:,@{}%]*$/

/** `--file=/a`, `host:/a`, `{/a,/b}`, `@/a`, `-I/a`, `file://host/a?b`: the word, and each piece that may be a path. */
function readings(word: string): readonly string[] {
  if (hasOneReading.test(word)) return [bare(word)].filter((piece) => piece !== '')
  const pieces = /[=:,@{}]/.test(word)
    ? [word, ...word.split(/[=:,@{}]/), afterEquals(word), withoutBraces(word)]
    : [word]
  const flag = /^-{1,2}[A-Za-z]+([/.~\\].*)$/s.exec(word)?.[1]
  const file = /file:\/\/[^/\\]*([/\\][^?#]*)/i.exec(word)?.[1]
  const all = [...pieces, flag, file].filter((piece) => piece !== undefined)
  const read = all.flatMap((piece) => (piece.includes('%') ? [piece, decodePercent(piece)] : piece))
  return [...new Set(read.map(bare))].filter((piece) => piece !== '')
}

/** Alternatives that hold a slash may be parts of any number. */
function withoutBraces(word: string): string {
  return word.replaceAll(/\{[^{}]*\/[^{}]*\}/g, '**')
}

function afterEquals(word: string): string {
  return word.slice(word.indexOf('=') + 1)
}

/** Without a slash nobody names a folder of unknown depth; an unknown word alone names nothing. */
function bare(word: string): string {
  if (/[/\\]/.test(word)) return word
  return word === '**' ? '' : word.replaceAll('**', '*')
}

/** Decodes until nothing is left to decode, for what was encoded twice; at most three times. */
function decodePercent(text: string): string {
  let rest = text
  for (let round = 0; round < 3 && rest.includes('%'); round += 1) {
    rest = rest.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    )
  }
  return rest
}
