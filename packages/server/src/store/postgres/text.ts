// PostgreSQL keeps no U+0000 in a text, SQLite does, and JSON may bring one. So it is written as two
// characters, the first of which is rare, and which is written as two itself.

const mark = '\u001a'
const nul = '\u0000'

/** A text as it is stored: without U+0000. Equal texts stay equal, others differ. */
export function storedText(text: string): string {
  if (!text.includes(nul) && !text.includes(mark)) return text
  return text.replaceAll(mark, `${mark}1`).replaceAll(nul, `${mark}0`)
}

/** What `storedText` was given. */
export function originalText(text: string): string {
  if (!text.includes(mark)) return text
  return text.replaceAll(`${mark}0`, nul).replaceAll(`${mark}1`, mark)
}
