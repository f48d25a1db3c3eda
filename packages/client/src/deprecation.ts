import type { Log } from './logger.ts'
import { has, type Operation } from './operation.ts'

const warned = new Set<string>()

/** Says once per process and operation that an operation will go away. */
export function warnDeprecated(
  operation: Pick<Operation, 'id' | 'flags'>,
  headers: Headers,
  log: Log,
): void {
  const deprecation = headers.get('deprecation')
  const sunset = headers.get('sunset')
  const deprecated = has(operation, 'd') || (deprecation ?? sunset) !== null
  if (!deprecated || warned.has(operation.id)) return
  warned.add(operation.id)
  log('warn', `${operation.id} is deprecated`, () => ({
    operation: operation.id,
    deprecation,
    sunset,
    link: headers.get('link'),
  }))
}
