import type { Log } from './logger.ts'

const warned = new Set<string>()

/** Says once per process and operation that an operation will go away. */
export function warnDeprecated(
  operation: { readonly id: string; readonly deprecated: boolean },
  headers: Headers,
  log: Log,
): void {
  const deprecation = headers.get('deprecation')
  const sunset = headers.get('sunset')
  const deprecated = operation.deprecated || deprecation !== null || sunset !== null
  if (!deprecated || warned.has(operation.id)) return
  warned.add(operation.id)
  log('warn', `${operation.id} is deprecated`, () => ({
    operation: operation.id,
    deprecation,
    sunset,
    link: headers.get('link'),
  }))
}
