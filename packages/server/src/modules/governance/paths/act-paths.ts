import type { ActInput } from '@coxswain/contract'
import { distinctPaths, type NamedPath, pathsOfWord } from './named-path.ts'
import { shellPaths } from './shell-paths.ts'
import { valuePaths } from './text-paths.ts'

/**
 * The paths that an act names, and rather one too many than one missed; `null` when it is too
 * entangled to say. What an act hides, in a variable of its surroundings or an encoded script, no
 * reading of it can find.
 */
export function actPaths(act: ActInput): readonly NamedPath[] | null {
  const paths = namedBy(act)
  return paths === null ? null : distinctPaths(paths)
}

function namedBy(act: ActInput): readonly NamedPath[] | null {
  switch (act.type) {
    case 'file':
      return pathsOfWord(act.path, { folders: [null], folder: act.operation === 'delete' })
    case 'shell':
      return shellPaths(act.command, act.cwd ?? null)
    case 'tool_call':
      return valuePaths(act.arguments)
    case 'custom':
      return valuePaths(act.data)
    case 'http':
      return /^file:/i.test(act.url) ? pathsOfWord(act.url, { folders: [null], folder: true }) : []
    default:
      return []
  }
}
