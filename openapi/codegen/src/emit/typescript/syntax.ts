import { generatedNotice, wrap } from '../text.ts'

export const header: readonly string[] = [`// ${generatedNotice}`, '']

/** A string literal in single quotes. */
export function quote(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

/** A property key, quoted only where it has to be. */
export function key(name: string): string {
  return /^([A-Za-z_$][A-Za-z0-9_$]*|0|[1-9][0-9]{0,8})$/.test(name) ? name : quote(name)
}

/** A value as TypeScript source. */
export function literal(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Array.isArray(value)
    ? value.map((item: unknown) => literal(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${key(name)}: ${literal(item, depth + 1)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const space = Array.isArray(value) ? '' : ' '
  const line = `${open}${space}${parts.join(', ')}${space}${close}`
  if (line.length + depth * 2 <= 80 && !line.includes('\n')) return line
  const pad = '  '.repeat(depth + 1)
  return `${open}\n${parts.map((part) => `${pad}${part},\n`).join('')}${'  '.repeat(depth)}${close}`
}

/** A doc comment; each block is a paragraph or a tag. */
export function docComment(blocks: readonly string[], spaces = 0): readonly string[] {
  const filled = blocks.filter((block) => block !== '')
  if (filled.length === 0) return []
  const pad = ' '.repeat(spaces)
  const width = 100 - spaces - 3
  const safe = filled.map((block) => block.replaceAll('*/', '*\\/'))
  const [only] = safe
  if (safe.length === 1 && only !== undefined && only.length <= width - 4 && !only.includes('\n')) {
    return [`${pad}/** ${only} */`]
  }
  const lines = safe.flatMap((block, index) => {
    const apart = index > 0 && !(block.startsWith('@') && safe[index - 1]?.startsWith('@'))
    return [...(apart ? [''] : []), ...wrap(block, width)]
  })
  return [`${pad}/**`, ...lines.map((line) => `${pad} * ${line}`.trimEnd()), `${pad} */`]
}
