import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The parts of a key's text that are stored: the secret is not among them. */
export interface ApiKeyText {
  readonly environment: string
  readonly publicId: string
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const form = /^cox_([a-z]{1,16})_([0-9A-Za-z]{11})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/

/** What a new key is made of: 8 bytes for its public id and 32 for its secret. */
export const publicIdBytes = 8
export const secretBytes = 32

/** `cox_<environment>_<public id>_<secret>_<checksum>`; the checksum finds typing errors without a look-up. */
export function formatApiKey(
  environment: string,
  publicId: Uint8Array,
  secret: Uint8Array,
): { readonly text: string; readonly publicId: string } {
  const id = base62(publicId, 11)
  const head = `cox_${environment}_${id}_${base62(secret, 43)}`
  return { text: `${head}_${checksum(head)}`, publicId: id }
}

/** `null` for what can't be a key. */
export function parseApiKey(text: string): ApiKeyText | null {
  const match = form.exec(text)
  if (match === null) return null
  const [, environment = '', publicId = '', , sum = ''] = match
  const head = text.slice(0, -(sum.length + 1))
  return checksum(head) === sum ? { environment, publicId } : null
}

/** What is stored instead of the key. Its secret has 256 bits, so a plain hash can't be searched. */
export function hashApiKey(text: string): string {
  return hash('sha256', text, 'hex')
}

function checksum(head: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(head))
  return base62(bytes, 6)
}

function base62(bytes: Uint8Array, length: number): string {
  const rest = Uint8Array.from(bytes)
  let text = ''
  while (text.length < length) text = alphabet.charAt(divide(rest, 62)) + text
  return text
}

/** Divides a number that is given as bytes, in place, and returns the remainder. */
function divide(bytes: Uint8Array, by: number): number {
  let carry = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const value = carry * 256 + (bytes[index] ?? 0)
    bytes[index] = Math.floor(value / by)
    carry = value % by
  }
  return carry
}
