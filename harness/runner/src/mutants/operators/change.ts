export type Operator = 'negate' | 'literal' | 'delete' | 'logic' | 'boundary'

/** One small change to a file, as a tired programmer would make it. */
export interface Change {
  operator: Operator
  /** From the root of the repository. */
  file: string
  /** Offsets in the file's text, in UTF-16 units. */
  start: number
  end: number
  replace: string
}

export function applyChange(text: string, { start, end, replace }: Change): string {
  return text.slice(0, start) + replace + text.slice(end)
}

/** `packages/client/src/retry.ts:17 negate: status === 409`, of the text before the change. */
export function describeChange(text: string, change: Change): string {
  const line = text.slice(0, change.start).split('\n').length
  const before = text.slice(change.start, change.end).replaceAll(/\s+/g, ' ')
  const shown = before.length > 70 ? `${before.slice(0, 69)}…` : before
  return `${change.file}:${line} ${change.operator}: ${shown}`
}
