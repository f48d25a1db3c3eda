import type { Document } from '../document.ts'

const categories = [
  ...['validation', 'auth', 'not_found', 'conflict'],
  ...['rate_limit', 'upstream', 'unavailable', 'internal'],
]

/** The closed list of codes: one status, one category and one class each. */
export function lintErrors(document: Document): string[] {
  const findings: string[] = []
  const classes = new Map<number, string>()
  for (const [code, error] of Object.entries(document['x-error-codes'] ?? {})) {
    const report = (what: string) => findings.push(`errors.yaml ${code}: ${what}`)
    if (!/^[a-z][a-z_]*$/.test(code)) report('name it in snake_case')
    if (!Number.isInteger(error.status) || error.status < 400 || error.status > 599)
      report('`status` is from 400 to 599')
    if (!categories.includes(error.category)) report(`category is one of ${categories.join(', ')}`)
    if (typeof error.retryable !== 'boolean') report('`retryable` is true or false')
    if (!error.title || !error.description) report('has a title and a description')
    const known = classes.get(error.status)
    if (known && known !== error.class) report(`status ${error.status} has the class ${known}`)
    classes.set(error.status, error.class)
  }
  return findings
}
