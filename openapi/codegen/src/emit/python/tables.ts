import type { Model } from '../../read/model.ts'
import { errorCategories, scrubbedFields } from '../client/tables.ts'
import { snakeCase } from '../names.ts'
import { file } from '../text.ts'
import { call, layout, literal, moduleHeader, quote } from './syntax.ts'

/** _gen/errors.py: the codes, and the category of a status or of a code that deviates. */
export function emitPythonErrors(model: Model): string {
  return file(
    moduleHeader('Every code that a problem may have.'),
    'from typing import Literal',
    '',
    layout('ErrorCode = ', {
      open: 'Literal[',
      items: model.errors.map((error) => quote(error.code)),
      close: ']',
    }),
    '',
    'ERROR_CATEGORIES: dict[str, str] = {',
    Object.entries(errorCategories(model)).map(([name, category]) => {
      return `    ${quote(name)}: ${quote(category)},`
    }),
    '}',
    '"""By status; a code whose category is not that of its status has an entry of its own."""',
  )
}

/** _gen/behaviour.py: the constants that the SDKs' promises are made of. */
export function emitPythonBehaviour(model: Model): string {
  const constants = Object.entries(model.behaviour.constants).map(([name, value]) => {
    return `${snakeCase(name).toUpperCase()}: Final = ${literal(value)}`
  })
  return file(
    moduleHeader('What every SDK promises, as numbers; milliseconds and HTTP statuses.'),
    'from typing import Final',
    '',
    constants,
  )
}

/** _gen/secrets.py: what is scrubbed of a body, and where. */
export function emitPythonSecrets(model: Model): string {
  const scrubbed = { open: '[', items: scrubbedFields(model).map(quote), close: ']' }
  return file(
    moduleHeader('What secrets look like, and the fields of bodies that are scrubbed of them.'),
    'from typing import Final',
    '',
    'SECRET_PATTERNS: Final = {',
    model.secretPatterns.flatMap(({ name, pattern }) => patternLines(name, pattern)),
    '}',
    '"""By name, in the order in which they are looked for; what the groups match stays."""',
    '',
    'SECRET_HINTS: Final = {',
    model.secretPatterns.map(({ name, hints }) => `    ${quote(name)}: ${literal(hints)},`),
    '}',
    '"""By name: a text that holds none of these, written in lower case, holds no such secret."""',
    '',
    layout('SCRUBBED_FIELDS: Final = ', call('frozenset', [scrubbed])),
  )
}

function patternLines(name: string, pattern: string): readonly string[] {
  const line = `    ${quote(name)}: ${quote(pattern)},`
  if (line.length <= 100) return [line]
  const whole = `        ${quote(pattern)}`
  // A raw string cannot end with a backslash.
  const parts =
    whole.length <= 100
      ? [whole]
      : (pattern.match(/.{0,79}[^\\]/gu) ?? []).map((part) => `        ${quote(part)}`)
  return [`    ${quote(name)}: (`, ...parts, '    ),']
}
