/** Whether a text is one of those that a pattern stands for. */
export type Matcher = (text: string) => boolean

/**
 * Compiles a glob whose only special character is `*`, any run of characters. The parts between the
 * stars are looked for from left to right, each at the first place after the one before: a star
 * takes up whatever lies between, so a first fit is as good as any, and nothing is tried twice.
 */
export function compileGlob(glob: string): Matcher {
  const [first = '', ...rest] = glob.split('*')
  const last = rest.pop()
  if (last === undefined) return (text) => text === glob
  const middle = rest.filter((part) => part !== '')
  const shortest = glob.length - rest.length - 1
  return (text) => {
    if (text.length < shortest || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let from = first.length
    for (const part of middle) {
      const found = text.indexOf(part, from)
      if (found === -1) return false
      from = found + part.length
    }
    return from <= end
  }
}

/** Whether any of the globs stands for a text. */
export function compileGlobs(globs: readonly string[]): Matcher {
  const matchers = globs.map(compileGlob)
  return (text) => matchers.some((matches) => matches(text))
}
