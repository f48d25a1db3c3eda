const mark = '[redacted]'
const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|idempotency-key)$/

export type Redact = (text: string) => string

/** Replaces the client's own key and everything that looks like a key or a bearer credential. */
export function createRedact(key: string): Redact {
  return (text) =>
    text
      .replaceAll(key, mark)
      .replace(/\b(cox|whsec)_[\w+/=-]+/g, mark)
      .replace(/\b(bearer) +[^ \t\r\n"',]+/gi, `$1 ${mark}`)
}

/** For `JSON.parse` and `JSON.stringify`: every string in what they read or write. */
export function redactStrings(redact: Redact) {
  return (_: string, value: unknown) => (typeof value === 'string' ? redact(value) : value)
}

/** A copy of the headers for the log: what only ever holds a credential goes by its name. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, secretHeaders.test(name) ? mark : value]),
  )
}
