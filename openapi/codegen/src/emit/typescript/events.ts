import type { Model } from '../../read/model.ts'
import { file, sentence } from '../text.ts'
import { docComment, header, literal, quote } from './syntax.ts'

/** packages/contract/src/gen/events.ts: the catalogue, and an event type per name. */
export function emitEvents(model: Model): string {
  const rows = Object.fromEntries(
    model.events.map(({ name, resource, audit, payload }) => {
      return [name, { name, resource, audit, payload }]
    }),
  )
  const payloads = [...new Set(model.events.map((event) => event.payload))].sort()
  const envelope = model.components.some((component) => component.eventEnvelope)
  const imported = [...(envelope ? ['EventEnvelope'] : []), ...payloads]
  return file(
    header,
    "import type { EventTypeRow } from '../event-type.ts'",
    envelope && "import type { UnrecognizedTag } from '../unrecognized.ts'",
    imported.length > 0 && `import type { ${imported.join(', ')} } from './types.ts'`,
    '',
    '/** Every event of the contract, by its name. */',
    `export const events = ${literal(rows)} as const satisfies Record<string, EventTypeRow>`,
    '',
    'export type EventName = keyof typeof events',
    '',
    '/** What each event carries. */',
    'export interface EventPayloads {',
    model.events.flatMap((event) => [
      ...docComment([sentence(event.description || event.summary)], 2),
      `  ${quote(event.name)}: ${event.payload}`,
    ]),
    '}',
    envelope && [
      '',
      '/** An event of one name, with its payload. */',
      'export type EventOf<Name extends EventName> = Name extends EventName',
      "  ? Omit<EventEnvelope, 'event' | 'payload'> & { event: Name; payload: EventPayloads[Name] }",
      '  : never',
      '',
      '/** Any event; `event` tells its payload. One that a later server added is kept as it is. */',
      'export type Event =',
      '  | EventOf<EventName>',
      "  | (Omit<EventEnvelope, 'event'> & { event: UnrecognizedTag })",
    ],
  )
}
