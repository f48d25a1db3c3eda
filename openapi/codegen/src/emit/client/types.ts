import type { Model } from '../../read/model.ts'
import { file } from '../text.ts'
import { header } from '../typescript/syntax.ts'
import { typeName } from '../typescript/type-expression.ts'

/** The client has more lenient types of its own for what it reads out of an error. */
const ownTypes = new Set(['Problem', 'ProblemItem'])

/** packages/client/src/gen/types.ts: what a user of the client may want to name. */
export function emitClientTypes(model: Model): string {
  const components = model.components
    .filter((component) => !ownTypes.has(component.name))
    .flatMap((component) => [typeName(component, 'reader'), typeName(component, 'writer')])
  const envelope = model.components.some((component) => component.eventEnvelope)
  const events = ['EventName', 'EventPayloads', ...(envelope ? ['EventEnvelope', 'EventOf'] : [])]
  const names = [
    ...new Set([...components, ...events, 'ErrorCode', 'Unrecognized', 'UnrecognizedTag']),
  ].sort()
  return file(
    header,
    'export type {',
    names.map((name) => `  ${name},`),
    "} from '@coxswain/contract'",
  )
}
