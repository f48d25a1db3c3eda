import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Change, Edit } from './change.ts'

/**
 * Names edits so that a name means the same in every version of a file that has it: the function, the
 * operator, and a digest of the line, what is changed and what comes instead. Code above or below may move;
 * whoever changes the line itself makes another change of it.
 */
export function identify(file: string, text: string, edits: readonly Edit[]): Change[] {
  const seen = new Map<string, number>()
  return edits.map((edit) => {
    const { operator, within, start, end, replace } = edit
    const before = text.slice(start, end)
    const content = JSON.stringify([within, operator, lineAt(text, start), before, replace])
    const same = seen.get(content) ?? 0
    seen.set(content, same + 1)
    const digest = createHash('sha256').update(`${content}${same}`).digest('hex').slice(0, 8)
    const place = within === '' ? basename(file) : `${basename(file)}/${within}`
    return {
      ...edit,
      id: `${place}/${operator}-${digest}`,
      file,
      line: text.slice(0, start).split('\n').length,
      before: before.replaceAll(/\s+/g, ' '),
    }
  })
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end === -1 ? text.length : end).trim()
}
