const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

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
