import { CoxswainError } from './errors.ts'

/** Header values by name; null leaves out a header that would be sent otherwise. */
export type HeaderValues = Readonly<Record<string, string | null | undefined>>

/** Names in lower case. */
export type HeaderRecord = Record<string, string>

/** Later layers win; names compare in lower case; null leaves the header out. */
export function buildHeaders(...layers: (HeaderValues | undefined)[]): HeaderRecord {
  const headers: HeaderRecord = {}
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer ?? {})) {
      if (value === null) delete headers[name.toLowerCase()]
      else if (value !== undefined) headers[name.toLowerCase()] = value
    }
  return headers
}

/**
 * Refuses what a transport would refuse, alter or, worse, send as two headers. The value is not part
 * of the message: it may be a secret.
 */
export function checkHeaders(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // The transport's own, and what is no name at all.
    const own = /^(content-length|expect|keep-alive|transfer-encoding|upgrade)$/
    if (own.test(name) || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      throw new CoxswainError(`${JSON.stringify(name)} is not a header to set`)
    if (typeof value !== 'string' || !/^(?! )[\x20-\x7e]*$(?<! )/.test(value))
      throw new CoxswainError(`the header ${name} must be printable ASCII without outer spaces`)
  }
}
