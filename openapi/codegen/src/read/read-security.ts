import type { Operation } from './model.ts'
import type { Node } from './node.ts'

const kinds: Readonly<Record<string, Operation['security']>> = {
  '': 'none',
  apiKey: 'apiKey',
  bootstrapToken: 'bootstrapToken',
  'apiKey|streamToken': 'apiKeyOrStreamToken',
}

/** What authenticates an operation: each item is an alternative, of one scheme. */
export function readSecurity(operation: Node): Operation['security'] {
  const security = operation.at('security')
  const schemes = security.items().map((item) => item.keys().join('&'))
  return (
    kinds[schemes.join('|')] ??
    security.fail(
      'is [], [{apiKey: []}], [{bootstrapToken: []}] or [{apiKey: []}, {streamToken: []}]',
    )
  )
}
