import type { Tick } from './publisher.ts'

let seq = 0

/** An event with an envelope of the members and the length that Coxswain's has. */
export function frameOf(payload: Tick): { id: string; event: string; data: object } {
  seq += 1
  const id = `evt_${String(seq).padStart(26, '0')}`
  const event = 'tick.published'
  const data = {
    id,
    org_id: 'org_01KA8Z3G5W8Q0T4E6R2Y7V9N1M',
    seq,
    event,
    timestamp: new Date().toISOString(),
    version: 'v1',
    trace_id: null,
    actor: { type: 'system', id: null },
    resource: { type: 'tick', id: 'one' },
    payload,
  }
  return { id, event, data }
}
