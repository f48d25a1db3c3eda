import type { Event } from '@coxswain/contract'

type Assigned = 'id' | 'seq' | 'timestamp' | 'version'
type Optional = 'trace_id' | 'actor'

type Unassigned<Full extends Event> = Full extends Event
  ? Omit<Full, Assigned | Optional> & Partial<Pick<Full, Optional>>
  : never

/** An event that the broker gives its place in the org's sequence, and its time. */
export type NewEvent = Unassigned<Event>
