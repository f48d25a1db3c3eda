import type { Model } from '../../read/model.ts'
import { camelCase } from '../names.ts'
import { file } from '../text.ts'
import { header, literal, quote } from '../typescript/syntax.ts'

/** packages/client/src/gen/errors.ts: the category of a status, and of each code that deviates. */
export function emitClientErrors(model: Model): string {
  return file(
    header,
    "import type { ErrorCategory } from '../problem.ts'",
    '',
    '/** By status; a code whose category is not that of its status has an entry of its own. */',
    `export const errorCategories: Readonly<Record<string, ErrorCategory>> = ${literal(errorCategories(model))}`,
  )
}

/**
 * Per status the category that most of its codes have, unless the fallback says so anyway, plus the
 * codes that deviate from it.
 */
export function errorCategories(model: Model): Readonly<Record<string, string>> {
  const statuses = [...new Set(model.errors.map((error) => error.status))].sort((a, b) => a - b)
  const byStatus = statuses.map((status) => {
    const categories = model.errors
      .filter((error) => error.status === status)
      .map((error) => error.category)
    const count = (category: string) => categories.filter((other) => other === category).length
    const [first = ''] = [...categories].sort((a, b) => count(b) - count(a))
    return [String(status), first] as const
  })
  const usual = new Map(byStatus)
  const deviating = model.errors
    .filter((error) => usual.get(String(error.status)) !== error.category)
    .map((error) => [error.code, error.category] as const)
  const telling = byStatus.filter(([status, category]) => category !== fallback(Number(status)))
  return Object.fromEntries([...telling, ...deviating])
}

/** The category of a status that is not in the table, as both runtimes have it. */
function fallback(status: number): string {
  return status >= 500 ? 'internal' : 'validation'
}

/** packages/client/src/gen/behaviour.ts: a constant each, so that a bundle holds what it uses. */
export function emitClientBehaviour(model: Model): string {
  const constants = Object.entries(model.behaviour.constants).map(([name, value]) => {
    const type = Array.isArray(value) ? ': readonly number[]' : ''
    return `export const ${camelCase(name)}${type} = ${literal(value)}`
  })
  return file(header, constants)
}

/** packages/client/src/gen/secrets.ts: what is scrubbed of a body, and where. */
export function emitClientSecrets(model: Model): string {
  return file(
    header,
    '/**',
    ' * By name, in the order in which they are looked for: what to look at first, for a text without it',
    ' * holds no such secret, and the secret; what the groups match around it stays.',
    ' */',
    'export const secretPatterns: Readonly<Record<string, readonly [RegExp, RegExp]>> = {',
    model.secretPatterns.flatMap(({ name, hints, pattern }) => [
      `  ${quote(name)}: [`,
      `    ${hintOf(hints)},`,
      `    ${regExp(pattern)},`,
      '  ],',
    ]),
    '}',
    '',
    '/** The fields of bodies that are scrubbed. */',
    `export const scrubbedFields: readonly string[] = ${literal(scrubbedFields(model))}`,
  )
}

function hintOf(hints: readonly string[]): string {
  return String(new RegExp(hints.join('|'), 'i'))
}

/** As a literal, which needs neither backslashes twice nor quotes as their codes. */
function regExp(pattern: string): string {
  const plain = pattern.replace(/\\x(22|27|60)/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return String(new RegExp(plain, 'gu'))
}

/** A field is marked in every body that has it, so that its name says all. */
export function scrubbedFields(model: Model): readonly string[] {
  const fields = model.operations.flatMap((operation) => operation.body?.scrub ?? [])
  return [...new Set(fields)].sort()
}
