import { type PathPattern, parsePath } from './path-pattern.ts'

/** A path that an act names, or may name. */
export interface NamedPath {
  /** As the act has it, for people. */
  readonly text: string
  readonly pattern: PathPattern
  /** What the act does to a folder may befall all that lies in it. */
  readonly folder: boolean
}

/** Nobody can say what an act names that is longer or more entangled. */
export const maxNamed = 4000

/** The paths that one word may name, seen from each folder that the act may be in. */
export function pathsOfWord(
  word: string,
  { folders, folder }: { folders: readonly (string | null)[]; folder: boolean },
): NamedPath[] {
  return readings(word).flatMap((reading) =>
    seenFrom(reading, folders)
      .flatMap(parsePath)
      .filter(({ parts }) => parts.length === 0 || parts.some((part) => !/^\*\*+$/.test(part)))
      .map((pattern) => ({ text: word, pattern, folder })),
  )
}

export function seenFrom(path: string, folders: readonly (string | null)[]): string[] {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) return [path]
  return folders.map((folder) => (folder === null ? path : `${folder}/${path}`))
}

/** `--file=/a`, `host:/a`, `{/a,/b}`, `@/a`, `-I/a`: the word, and each piece that may be a path. */
function readings(word: string): readonly string[] {
  const pieces = /[=:,@{}]/.test(word)
    ? [word, ...word.split(/[=:,@{}]/), afterEquals(word), withoutBraces(word)]
    : [word]
  const flag = /^-{1,2}[A-Za-z]+([/.~\\].*)$/s.exec(word)?.[1]
  const all = flag === undefined ? pieces : [...pieces, flag]
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
