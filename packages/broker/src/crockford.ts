const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const values = new Map([...alphabet].map((character, index) => [character, BigInt(index)]))

/** Writes a number in Crockford's base 32, padded with zeros to `length`. */
export function crockford(value: bigint, length: number): string {
  let text = ''
  let rest = value
  for (let index = 0; index < length; index += 1) {
    text = (alphabet[Number(rest & 31n)] ?? '0') + text
    rest >>= 5n
  }
  return text
}

/** Reads what `crockford` wrote: upper case only. Anything else is `null`. */
export function parseCrockford(text: string): bigint | null {
  let value = 0n
  for (const character of text) {
    const digit = values.get(character)
    if (digit === undefined) return null
    value = (value << 5n) | digit
  }
  return value
}
