import type { EventType, Model } from '../../read/model.ts'
import { type Property, referencedComponents } from '../../read/schema-model.ts'
import { eventClassName } from '../names.ts'
import { file, flatten, sentence } from '../text.ts'
import { emitField, isModel } from './models.ts'
import { definitions, docstring, exportList, layout, moduleHeader, quote, union } from './syntax.ts'

/** _gen/events.py: a class per type of event, so that its name tells its payload. */
export function emitPythonEvents(model: Model): string {
  const fields = envelopeFields(model)
  const named = fields.flatMap((field) => referencedComponents(field.schema))
  const imported = [...new Set([...named, ...model.events.map((event) => event.payload)])].sort()
  const classes = definitions([
    baseClass(fields, new Set(imported)),
    ...model.events.map(eventClass),
    unknownClass,
    anyEvent(model.events.map((event) => eventClassName(event.name))),
  ])
  const code = classes.join('\n')
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  return file(
    moduleHeader('The catalogue of events.'),
    `from typing import ${['Annotated', 'Any', 'Literal'].filter(uses).join(', ')}`,
    '',
    uses('Field') && ['from pydantic import Field', ''],
    'from ..model import Model',
    imported.length > 0 && [
      'from .models import (',
      ...imported.map((name) => `    ${name},`),
      ')',
    ],
    '',
    exportList(eventNames(model)),
    '',
    layout('EventName = ', {
      open: 'Literal[',
      items: model.events.map((event) => quote(event.name)),
      close: ']',
    }),
    '',
    classes,
    '',
    'EVENTS: dict[str, type[EventBase]] = {',
    model.events.map((event) => `    ${quote(event.name)}: ${eventClassName(event.name)},`),
    '}',
    '"""The class of each event, by its name."""',
  )
}

/** What events.py defines. */
export function eventNames(model: Model): readonly string[] {
  return [
    ...['EVENTS', 'EventBase', 'EventName', 'StreamEvent', 'UnknownEvent'],
    ...model.events.map((event) => eventClassName(event.name)),
  ]
}

/** What every event has; the name and the payload are told by each in its own way. */
function envelopeFields(model: Model): readonly Property[] {
  const schema = model.components.find((component) => component.eventEnvelope)?.schema
  if (schema === undefined || !isModel(schema)) return []
  return schema.properties.filter(({ name }) => name !== 'event' && name !== 'payload')
}

function baseClass(fields: readonly Property[], models: ReadonlySet<string>): readonly string[] {
  const lines = fields.flatMap((field) => emitField(field, models))
  return flatten([
    'class EventBase(Model):',
    docstring(['What every event has.'], 4),
    lines.length > 0 && '',
    lines,
  ])
}

function eventClass(event: EventType): readonly string[] {
  return flatten([
    `class ${eventClassName(event.name)}(EventBase):`,
    docstring([sentence(event.description || event.summary)], 4),
    '',
    `    event: Literal[${quote(event.name)}]`,
    `    payload: ${event.payload}`,
  ])
}

const unknownClass = flatten([
  'class UnknownEvent(EventBase):',
  docstring(['An event of a type that this version does not know; its payload is as it came.'], 4),
  '',
  '    event: str',
  '    payload: Any',
])

function anyEvent(names: readonly string[]): readonly string[] {
  const alias = layout('StreamEvent = ', union([...names, 'UnknownEvent']))
  const doc = 'Any event; `isinstance`, or `match` over `event`, tells its payload.'
  return [...alias, ...docstring([doc], 0)]
}
