/** Values as they travel: `{"$number": "NaN"}` and `{"$b64": "…"}` stand for what JSON can't hold. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode)
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  if (typeof fields.$number === 'string') return Number(fields.$number)
  if (typeof fields.$b64 === 'string') return Buffer.from(fields.$b64, 'base64')
  return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, decode(item)]))
}

export function encode(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
  if (value instanceof Uint8Array) return { $b64: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(encode)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encode(item)]))
}
