import { maxNamed, type NamedPath, pathsOfWord, seenFrom } from './named-path.ts'
import { shellWords } from './shell-words.ts'

/** More folders than this, and nobody can say where a command runs. */
const maxFolders = 16

/** Commands that look at a folder and leave all that lies in it alone. */
const lookers = new Set(['cd', 'pushd', 'popd', 'ls', 'pwd', 'stat', 'du', 'df', 'test', '[', '[['])

/** The paths that a command line names; `null` when it is too entangled to say. */
export function shellPaths(command: string, cwd: string | null): readonly NamedPath[] | null {
  const words = shellWords(command)
  if (words === null) return null
  const paths: NamedPath[] = []
  // Whether a `cd` was run, nobody knows: from there on the command may be here or there.
  let folders: readonly (string | null)[] = [cwd]
  let program = ''
  for (const { text, command } of words) {
    if (command && !text.includes('=')) program = text
    const folder = !command && !lookers.has(program)
    paths.push(...pathsOfWord(text, { folders, folder }))
    if (entersFolder(program) && !command && !text.startsWith('-')) {
      folders = [...new Set([...folders, ...seenFrom(text, folders)])]
    }
    if (paths.length > maxNamed || folders.length > maxFolders) return null
  }
  return [...paths, ...backslashed(command, folders)]
}

function entersFolder(program: string): boolean {
  return program === 'cd' || program === 'pushd'
}

/** A shell of another kind reads `\` as `/` is read here. */
function backslashed(command: string, folders: readonly (string | null)[]): NamedPath[] {
  if (!command.includes('\\')) return []
  const words = command.split(/[\s'"`;&|<>()]+/).filter((word) => word.includes('\\'))
  return words.flatMap((word) => pathsOfWord(word, { folders, folder: true }))
}
