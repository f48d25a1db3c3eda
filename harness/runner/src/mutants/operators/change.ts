export type Operator = 'negate' | 'literal' | 'delete' | 'logic' | 'boundary'

/** A place in a file and what to write there. */
export interface Edit {
  operator: Operator
  /** The function around it: names from the outside in, joined by dots; empty at the top of a module. */
  within: string
  /** Offsets in the file's text, in UTF-16 units. */
  start: number
  end: number
  replace: string
}

/** One small change to a file, as a tired programmer would make it. */
export interface Change extends Edit {
  /** The same as long as the line does not change; see `identify`. */
  id: string
  /** From the root of the repository. */
  file: string
  line: number
  /** What is changed, on one line. */
  before: string
}

export function applyChange(text: string, { start, end, replace }: Edit): string {
  return text.slice(0, start) + replace + text.slice(end)
}
