/** A link of a Markdown text, with the line it stands on. */
export interface Link {
  readonly target: string
  readonly line: number
}

export interface CodeBlock {
  readonly language: string
  readonly code: string
  readonly line: number
}

const fence = /^(`{3,})\s*([a-z]*)/

/** Inline and image links outside of code. */
export function linksOf(markdown: string): Link[] {
  return prose(markdown).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map((match) => ({
      target: match[1] ?? '',
      line,
    })),
  )
}

/** The anchors that headings get: lower case, words joined by hyphens, repeats numbered. */
export function anchorsOf(markdown: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = new Set<string>()
  for (const { text } of prose(markdown)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(text)?.[1]
    if (heading === undefined) continue
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    anchors.add(count === 0 ? slug : `${slug}-${count}`)
  }
  for (const [, id] of markdown.matchAll(/<a id="([^"]+)">/g)) anchors.add(id ?? '')
  return anchors
}

export function codeBlocksOf(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open: { language: string; ticks: string; line: number; code: string[] } | undefined
  for (const [index, text] of markdown.split('\n').entries()) {
    const match = fence.exec(text)
    if (open === undefined) {
      if (match === null) continue
      open = { language: match[2] ?? '', ticks: match[1] ?? '', line: index + 1, code: [] }
    } else if (match !== null && text.trim() === open.ticks) {
      blocks.push({ language: open.language, line: open.line, code: `${open.code.join('\n')}\n` })
      open = undefined
    } else open.code.push(text)
  }
  return blocks
}

/** The fields between the two `---` lines at the top; undefined when there are none. */
export function headerOf(markdown: string): Map<string, string> | undefined {
  const header = /^---\n([\s\S]*?)\n---\n/.exec(markdown)?.[1]
  if (header === undefined) return undefined
  const fields = header.split('\n').map((line) => line.split(/:\s*(.*)/, 2) as [string, string])
  return new Map(fields)
}

function prose(markdown: string): { text: string; line: number }[] {
  let ticks: string | undefined
  return markdown.split('\n').flatMap((text, index) => {
    const match = fence.exec(text)
    if (ticks !== undefined) {
      if (text.trim() === ticks) ticks = undefined
      return []
    }
    if (match !== null) {
      ticks = match[1]
      return []
    }
    return [{ text, line: index + 1 }]
  })
}
