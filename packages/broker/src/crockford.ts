const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const values = new Map([...alphabet].map((character, index) => [character, BigInt(index)]))

/** Writes bytes, as one number, in Crockford's base 32: 16 of them become 26 characters. */
export function crockford(bytes: Uint8Array): string {
  let text = ''
  let rest = 0
  let bits = 0
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    rest |= (bytes[index] ?? 0) << bits
    bits += 8
    for (; bits >= 5; bits -= 5) {
      text = alphabet.charAt(rest & 31) + text
      rest >>= 5
    }
  }
  return bits === 0 ? text : alphabet.charAt(rest) + text
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
