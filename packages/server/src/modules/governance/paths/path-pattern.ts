/**
 * A path whose parts may be patterns: what a policy protects, or what a command names, as a shell
 * fills in `*`, `?` and variables by itself. The part `**` stands for any parts, also for none.
 */
export interface PathPattern {
  readonly parts: readonly string[]
  /** Whether it says where it begins; else it may stand in any folder. */
  readonly rooted: boolean
}

/** Where people's folders are: what `~` may stand for. */
const homes = ['/root', '/home/*', '/Users/*']

/**
 * The normal forms of a path as people and programs write it: `/` for `\`, no empty part, no `.`,
 * `..` taken back, `~` in every place that it may mean.
 */
export function parsePath(text: string): readonly PathPattern[] {
  const slashed = text.normalize('NFC').replaceAll('\\', '/')
  const path = slashed.replace(/^\$(?:HOME|\{HOME\})(?=\/|$)/, '~')
  const tilde = path.startsWith('~') ? /^~([^/]*)(.*)$/s.exec(path) : null
  if (tilde === null) return [normalise(path)]
  const [, user = '', rest = ''] = tilde
  return homesOf(user).map((folder) => normalise(`${folder}${rest}`))
}

function homesOf(user: string): readonly string[] {
  if (user === '') return homes
  // `~+`, `~-` and `~1`: a folder that the shell has been in.
  if (/^[-+0-9]+$/.test(user)) return ['/**']
  return [`/home/${user}`, `/Users/${user}`, ...(user === 'root' ? ['/root'] : [])]
}

function normalise(text: string): PathPattern {
  const parts: string[] = []
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    // What lies above an unknown number of parts is as unknown.
    else if (!parts.at(-1)?.includes('**')) parts.pop()
  }
  return { parts, rooted: /^(\/|[A-Za-z]:(\/|$))/.test(text) }
}
