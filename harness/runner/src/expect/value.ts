/** What JSON, YAML and the driver protocol can hold. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value }
export type Fields = { [name: string]: Value }

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function show(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
