import fc, { type Arbitrary } from 'fast-check'

/** Characters that somebody has stumbled over: of one unit, of two, joined, invisible, or an escape's. */
const odd = [
  ...'\0\t\n\r\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\uffff"\\/<>&%+#?$',
  'é',
  'e\u0301',
  'ß',
  'İ',
  '日',
  '🚣',
  '👩\u200d👩\u200d👧',
  '\u202e',
  '𝒳',
]
const plain = [...'abcxyzABC019 ._:-']

/** Texts of so many characters, which JSON Schema counts as code points. */
export function text(minLength: number, maxLength: number): Arbitrary<string> {
  const lengths = { minLength, maxLength }
  const join = (units: string[]) => units.join('')
  const letters = fc.array(fc.constantFrom(...plain), lengths).map(join)
  const mixed = fc
    .array(fc.constantFrom(...plain, ...odd), lengths)
    .map((units) => [...join(units)].slice(0, maxLength).join(''))
  return fc.oneof({ weight: 2, arbitrary: letters }, { weight: 1, arbitrary: mixed }).map(unfilled)
}

/** What looks like a name would be filled in. */
function unfilled(drawn: string): string {
  return drawn.replaceAll('${', '$(')
}

/** Texts of exactly so many characters: of one byte each, of four, and of two units that look like one. */
export function textsOfLength(length: number): string[] {
  return [
    'x'.repeat(length),
    '🚣'.repeat(length),
    'e\u0301'.repeat(Math.ceil(length / 2)).slice(0, length),
  ]
}

/** How the contract writes an instant: more texts have the form than there are instants. */
export const instantPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T'

export const instants: Arbitrary<string> = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** How the contract writes a URL that events are sent to: not every text of the form is one. */
export const urlPattern = '^https?://'

const urls = fc.constantFrom(
  'https://hooks.example.com/',
  'https://hooks.example.com:8443/in?from=coxswain',
  'https://a-b.example.com/%F0%9F%9A%A3#x',
  `https://hooks.example.com/${'x'.repeat(1900)}`,
)

/** Texts that match a pattern; with `quantity`, every counted repetition has its first or its last count. */
export function matching(pattern: string, quantity?: 'least' | 'most'): Arbitrary<string> {
  if (pattern.startsWith(instantPattern)) return instants
  if (pattern.startsWith(urlPattern)) return urls
  const own = { least: '{$1}', most: '{$2}' }
  const source = quantity ? pattern.replaceAll(/\{(\d+),(\d+)\}/g, own[quantity]) : pattern
  return fc.stringMatching(new RegExp(source, 'u'), { size: 'small' })
}
