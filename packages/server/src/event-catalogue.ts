import { type EventName, events } from '@coxswain/contract'
import { issueItems, payloadValidators } from '@coxswain/contract/validators'
import type { ZodType } from 'zod'
import { CoxswainError } from './coxswain-error.ts'
import type { EventDefinition } from './module.ts'
import type { EventCatalogue } from './store/event-log.ts'

/** Every event that may be written: the contract's and those of the modules. */
export function createEventCatalogue(own: readonly EventDefinition[]): EventCatalogue {
  const known = new Map<string, { resource: string; payload: ZodType }>()
  for (const name of Object.keys(events) as EventName[]) {
    known.set(name, { resource: events[name].resource, payload: payloadValidators[name] })
  }
  for (const { name, resource, payload } of own) {
    if (known.has(name)) throw new TypeError(`two events are called ${name}`)
    known.set(name, { resource, payload })
  }
  return {
    check(event, payload) {
      const entry = known.get(event)
      if (entry === undefined) throw refused(event, 'is not in the catalogue')
      const result = entry.payload.safeParse(payload)
      if (result.success) return { resource: entry.resource }
      const places = issueItems(result.error, payload).map(
        ({ pointer, message }) => `${pointer} ${message}`,
      )
      throw refused(event, places.join('; '))
    },
  }
}

/** Readers of the log rely on its schemas, so a wrong payload costs the whole write. */
function refused(event: string, reason: string): CoxswainError {
  return new CoxswainError('internal_error', { cause: new TypeError(`event ${event}: ${reason}`) })
}
