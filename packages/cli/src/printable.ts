/**
 * What agents and people wrote, safe to show in a terminal: control characters (an escape sequence
 * could rewrite what an approver sees) and marks that turn the direction of text are shown as `\u{…}`.
 */
export function printable(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => {
      if (character === '\n' || character === '\t') return ' '
      return `\\u{${character.codePointAt(0)?.toString(16)}}`
    },
  )
}

/** As many characters of a text as fit, the last one `…` when there are more. */
export function cut(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text
  return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}
