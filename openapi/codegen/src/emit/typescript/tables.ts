import type { Model } from '../../read/model.ts'
import { camelCase } from '../names.ts'
import { file } from '../text.ts'
import { header, literal, quote } from './syntax.ts'

/** packages/contract/src/gen/errors.ts: every problem code. */
export function emitErrors(model: Model): string {
  const rows = Object.fromEntries(
    model.errors.map(({ code, status, category, class: name, retryable, title }) => {
      return [code, { status, category, class: name, retryable, title }]
    }),
  )
  return file(
    header,
    "import type { ErrorCodeRow } from '../error-code.ts'",
    '',
    '/** Every code that a problem may have. */',
    `export const errorCodes = ${literal(rows)} as const satisfies Record<string, ErrorCodeRow>`,
    '',
    'export type ErrorCode = keyof typeof errorCodes',
  )
}

/** The constants that the SDKs' promises are made of; keys in camelCase. */
export function emitBehaviour(model: Model): string {
  const constants = Object.fromEntries(
    Object.entries(model.behaviour.constants).map(([name, value]) => [camelCase(name), value]),
  )
  return file(
    header,
    '/** What every SDK promises, as numbers; milliseconds and HTTP statuses. */',
    `export const behaviour = ${literal(constants)} as const`,
  )
}

/** packages/contract/src/gen/secrets.ts: what secrets look like. */
export function emitSecrets(model: Model): string {
  return file(
    header,
    '/**',
    ' * Secrets by what they look like, in the order in which they are looked for: regular expressions',
    ' * for the flag `u`, whose two groups match what stands around the secret.',
    ' */',
    'export const secretPatterns: Readonly<Record<string, string>> = {',
    model.secretPatterns.map(({ name, pattern }) => `  ${quote(name)}:\n    ${quote(pattern)},`),
    '}',
  )
}

/** packages/contract/src/gen/document.ts: the artifact itself. */
export function emitDocument(model: Model): string {
  return file(
    header,
    '/** The OpenAPI 3.1 document that everything here is generated from. */',
    `export const document: Readonly<Record<string, unknown>> = ${literal(model.document)}`,
  )
}
