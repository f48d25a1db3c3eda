/** What ECMAScript and Python do not read alike, or could read for ever. */
const unportable: readonly [form: RegExp, complaint: string][] = [
  [/[^ -~]/, 'is written in printable ASCII'],
  [/\((?!\?:)/, 'has no groups but `(?:…)`: no capture, no lookaround'],
  [/\\(?!x[0-7][0-9a-f]|[.+*?()[\]{}|/\\^-])/, 'escapes punctuation and `\\x00` to `\\x7f` only'],
  [/\)[*+]|\)\{[0-9]+,\}/, 'repeats no group without a bound'],
]

/** What is wrong with a regular expression of the contract, whatever it is for. */
export function complaintsAbout(source: string): string[] {
  const complaints = unportable.flatMap(([form, complaint]) =>
    form.test(source) ? [complaint] : [],
  )
  try {
    new RegExp(source, 'u')
  } catch (error) {
    complaints.push(`is no expression: ${String(error)}`)
  }
  return complaints
}
