import { maxNamed, type NamedPath, pathsOfWord } from './named-path.ts'
import { shellPaths } from './shell-paths.ts'

const commandNames = /^(command|cmd|script|shell|bash|exec|args|argv)$/i
const somewhere = [null]

/** The paths that texts of a JSON value name, names of members too; `null` when nobody can say. */
export function valuePaths(value: unknown): readonly NamedPath[] | null {
  const paths: NamedPath[] = []
  const open: { name: string; value: unknown }[] = [{ name: '', value }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next
    if (typeof value === 'string') {
      const named = commandNames.test(name) ? commandPaths(value) : textPaths(value)
      if (named === null) return null
      for (const path of named) paths.push(path)
    } else if (Array.isArray(value)) {
      for (const item of value) open.push({ name, value: item })
    } else if (typeof value === 'object' && value !== null) {
      for (const [member, item] of Object.entries(value)) {
        paths.push(...textPaths(member))
        open.push({ name: member, value: item })
      }
    }
    if (paths.length > maxNamed) return null
  }
  return paths
}

function commandPaths(text: string): readonly NamedPath[] | null {
  const named = shellPaths(text, null)
  return named === null ? null : [...textPaths(text), ...named]
}

/** A text may be a path as a whole, or hold words that look like one. */
function textPaths(text: string): NamedPath[] {
  const whole = pathsOfWord(text.trim(), { folders: somewhere, folder: true })
  const words = text.split(/[\s'"`;&|<>(){}[\]]+/).filter((word) => word !== text)
  return [
    ...whole,
    ...words
      .filter(looksLikePath)
      .flatMap((word) => pathsOfWord(word, { folders: somewhere, folder: word.length > 1 })),
  ]
}

function looksLikePath(word: string): boolean {
  return /[/\\~._-]/.test(word)
}
