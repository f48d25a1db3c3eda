import { generatedNotice, indent, wrap } from '../text.ts'

const width = 100

/** The docstring that opens a generated module. */
export function moduleHeader(purpose: string): readonly string[] {
  return [`"""${purpose}`, '', generatedNotice, '"""', '']
}

/** A string literal with the quotes that ruff prefers; raw where there are backslashes. */
export function quote(value: string): string {
  if (value.includes('\\') && !value.includes('"') && !value.includes('\n')) return `r"${value}"`
  const json = JSON.stringify(value)
  if (!value.includes('"') || value.includes("'")) return json
  return `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}

/** A JSON value as Python source; lists become tuples, so that constants stay constant. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return number(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null || value === undefined) return 'None'
  if (!Array.isArray(value)) throw new TypeError('objects have no literal in a Python constant')
  const items = value.map(literal)
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
}

export function number(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? `${value}.0` : String(value)
}

/** A bracketed list: `open a, b close`, or one item a line with a trailing comma. */
export interface Group {
  readonly open: string
  readonly items: readonly Expression[]
  readonly close: string
}

/** `a | b`, or one member a line. */
export interface Union {
  readonly members: readonly Expression[]
}

export type Expression = string | Group | Union

/** A type or None; the union of a quoted type stands in its quotes. */
export function withNone(type: Expression): Expression {
  if (typeof type === 'string' && type.startsWith('"')) return `"${type.slice(1, -1)} | None"`
  return union([type, 'None'])
}

/** The union of its members; those that are unions themselves are opened. */
export function union(members: readonly Expression[]): Expression {
  const flat = members.flatMap((member) => {
    return typeof member === 'object' && 'members' in member ? member.members : [member]
  })
  return { members: flat }
}

export function inline(expression: Expression): string {
  if (typeof expression === 'string') return expression
  if ('members' in expression) return expression.members.map(inline).join(' | ')
  return expression.open + expression.items.map(inline).join(', ') + expression.close
}

/**
 * Lays an expression out as ruff leaves it: on one line where it fits, else exploded with a trailing
 * comma, which ruff never joins again.
 */
export function layout(
  prefix: string,
  expression: Expression,
  suffix = '',
  depth = 0,
): readonly string[] {
  const pad = ' '.repeat(depth)
  const line = pad + prefix + inline(expression) + suffix
  if (line.length <= width || typeof expression === 'string') return [line]
  if ('members' in expression) return layoutUnion(prefix, expression, suffix, depth)
  return [
    pad + prefix + expression.open,
    ...expression.items.flatMap((item) => layout('', item, ',', depth + 4)),
    pad + expression.close + suffix,
  ]
}

/** In brackets of its own, unless it is an item in someone else's. */
function layoutUnion(
  prefix: string,
  { members }: Union,
  suffix: string,
  depth: number,
): readonly string[] {
  const pad = ' '.repeat(depth)
  const inner = prefix === '' ? depth : depth + 4
  const lines = members.flatMap((member, index) => {
    const last = prefix === '' && index === members.length - 1
    return layout(index === 0 ? '' : '| ', member, last ? suffix : '', inner)
  })
  if (prefix === '') return lines
  const whole = members.map(inline).join(' | ')
  const inside = inner + whole.length <= width ? [`${' '.repeat(inner)}${whole}`] : lines
  return [`${pad}${prefix}(`, ...inside, `${pad})${suffix}`]
}

export function call(name: string, items: readonly Expression[]): Group {
  return { open: `${name}(`, items, close: ')' }
}

/** A docstring; each block is a paragraph, a line that starts with spaces keeps its indentation. */
export function docstring(blocks: readonly string[], depth: number): readonly string[] {
  const filled = blocks.filter((block) => block !== '').map(escapeDoc)
  const [first, ...rest] = filled
  if (first === undefined) return []
  const pad = ' '.repeat(depth)
  const head = wrap(first, width - depth - (rest.length === 0 ? 6 : 3))
  if (rest.length === 0 && head.length === 1) return [`${pad}"""${first}"""`]
  const body = rest.flatMap((block) => ['', ...paragraph(block, width - depth)])
  return indent([`"""${head[0]}`, ...head.slice(1), ...body, '"""'], depth)
}

function paragraph(block: string, columns: number): readonly string[] {
  return block.split('\n').flatMap((line) => {
    const spaces = line.length - line.trimStart().length
    return wrap(line, columns - spaces - 4).map((text, index) => {
      return ' '.repeat(spaces + (index > 0 && spaces > 0 ? 4 : 0)) + text
    })
  })
}

function escapeDoc(text: string): string {
  const safe = text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')
  return safe.endsWith('"') ? `${safe.slice(0, -1)}\\"` : safe
}

/** `__all__`, sorted. */
export function exportList(names: readonly string[]): readonly string[] {
  const items = [...names].sort().map(quote)
  return ['__all__ = [', ...items.map((item) => `    ${item},`), ']']
}

/** Top-level definitions with the blank lines that ruff asks for: two around a class, else one. */
export function definitions(blocks: readonly (readonly string[])[]): readonly string[] {
  const isClass = (block: readonly string[] | undefined) =>
    block?.[0]?.startsWith('class ') === true
  return blocks.flatMap((block, index) => {
    const apart = isClass(block) || isClass(blocks[index - 1]) ? ['', ''] : ['']
    if (index > 0) return [...apart, ...block]
    return isClass(block) ? ['', ...block] : block
  })
}
