import type { Chance } from '../chance.ts'

type Scalar = string | number | boolean | null

/** A value of a path or a query, as JSON, and its bytes on the wire; null: it is refused. */
export type EncodingVector =
  | { kind: 'path'; value: Scalar; wire: string | null }
  | { kind: 'query'; query: Record<string, Scalar | Scalar[]>; wire: string | null }

const letters = [
  ...'abzAZ09-._~',
  ...' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}',
  ...'\0\t\n\r\u007f\u0080\u00e9\u2028\ud7ff\ue000\uffff',
  '🚣',
  'e\u0301',
  '%41',
  '\ud800',
]
const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.5,
  1e-6,
  1e-7,
  1.5e-10,
  123.456,
  5e-324,
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  1e15,
  2 ** 53,
  1e21,
  1.7976931348623157e308,
  0.1 + 0.2,
  1 / 3,
  100,
  4503599627370495.5,
]

export function drawPathVector(chance: Chance): EncodingVector {
  const value = chance.happens(0.15)
    ? chance.pick<Scalar>(['', '.', '..', '...', null, true])
    : drawScalar(chance)
  const text = textOf(value)
  const refused = text === null || ['', '.', '..'].includes(text)
  return { kind: 'path', value, wire: refused ? null : encode(text) }
}

export function drawQueryVector(chance: Chance): EncodingVector {
  const names = new Set(
    chance.times(0, 3, () => chance.pick(['a', 'types', 'agent_id', 'ü', 'a b'])),
  )
  const query: Record<string, Scalar | Scalar[]> = {}
  const pairs: (string | null)[] = []
  for (const name of names) {
    const isList = chance.happens(0.3)
    const draw = () => (chance.happens(0.1) ? null : drawScalar(chance))
    const value = isList ? chance.times(0, 3, draw) : draw()
    query[name] = value
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null) continue
      const text = textOf(item)
      const encoded = text === null ? null : encode(text)
      pairs.push(encoded === null ? null : `${encode(name)}=${encoded}`)
    }
  }
  const refused = pairs.includes(null)
  const wire = refused ? null : pairs.length === 0 ? '' : `?${pairs.join('&')}`
  return { kind: 'query', query, wire }
}

function drawScalar(chance: Chance): Scalar {
  const form = chance.next()
  if (form < 0.1) return chance.happens(0.5)
  if (form < 0.35) return chance.pick(numbers)
  return chance.times(1, 6, () => chance.pick(letters)).join('')
}

/** Null: it can't be written. */
function textOf(value: Scalar): string | null {
  if (value === null) return null
  if (typeof value !== 'number') return String(value)
  // ECMAScript is what the promise is about, and this is its own writing.
  return Math.abs(value) < 2 ** 53 ? String(value) : null
}

/** UTF-8, byte by byte; null where a surrogate stands alone. */
function encode(text: string): string | null {
  if (!text.isWellFormed()) return null
  let wire = ''
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte)
    const isUnreserved = /[A-Za-z0-9\-._~]/.test(character)
    wire += isUnreserved ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return wire
}
