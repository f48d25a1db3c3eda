const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Writes bytes, as one number, in Crockford's base 32: 16 of them become 26 characters. */
export function crockford(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5))
  let rest = 0
  let bits = 0
  let index = bytes.length
  for (let place = text.length - 1; place >= 0; place -= 1) {
    if (bits < 5 && index > 0) {
      index -= 1
      rest |= (bytes[index] ?? 0) << bits
      bits += 8
    }
    text[place] = alphabet.charCodeAt(rest & 31)
    rest >>= 5
    bits -= 5
  }
  return text.toString('latin1')
}
