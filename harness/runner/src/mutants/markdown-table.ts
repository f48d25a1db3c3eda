/** A table of Markdown; what would end a cell in it is escaped by whoever made the cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Text of a program as a cell. */
export function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
  const fence = flat.includes('`') ? '``' : '`'
  return flat.includes('`') ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`
}
