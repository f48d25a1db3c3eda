import { deflateRawSync } from 'node:zlib'

/** Anything that JSON holds, as text that may stand in a page: deflate (RFC 1951), then base64. */
export function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64')
}

/** JSON that can't end the script element that it stands in, whatever is in it. */
export function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
