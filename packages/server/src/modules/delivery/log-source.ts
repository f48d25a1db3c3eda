import type { RelaySource } from '@coxswain/broker'
import type { Store } from '../../store/database.ts'
import { readEvents } from '../../store/event-reader.ts'
import { judgeCursor } from '../../store/log-cursor.ts'
import { changeLogEpoch, listLogHeads, readLogHead } from '../../store/log-heads.ts'
import { systemScope } from '../../store/unit-of-work.ts'

/** The log as the broker reads it: what is older than its window, and what decides on cursors. */
export function createLogSource(store: Store): RelaySource {
  const scope = (orgId: string | null) => systemScope('delivery.log', orgId)
  return {
    resolve: (orgId, cursor) =>
      store.read(scope(orgId), (unit) => judgeCursor(unit, orgId, cursor)),
    read: (orgId, { after, limit }) =>
      store.read(scope(orgId), (unit) => readEvents(unit, { orgId, after, limit })),
    head: (orgId) => store.read(scope(orgId), (unit) => readLogHead(unit, orgId)),
    heads: (query) => store.read(scope(null), (unit) => listLogHeads(unit, query)),
    changeEpoch: (orgId, known) =>
      store.write(scope(orgId), (unit) => changeLogEpoch(unit, orgId, known)),
  }
}
