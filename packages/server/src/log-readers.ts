import type { Metrics } from './metrics.ts'
import type { Module, Worker } from './module.ts'
import { type LogReader, readLogs } from './store/log-reader.ts'

/** The readers of all modules. Each must have a name of its own: its place is kept under it. */
export function collectReaders(modules: readonly Module[]): readonly LogReader[] {
  const readers = modules.flatMap(({ readers = [] }) => readers)
  const names = new Set(readers.map(({ name }) => name))
  if (names.size < readers.length) throw new TypeError('every reader needs a name of its own')
  return readers
}

/** Runs readers one after the other, so that what one writes the next one reads in the same run. */
export function readerWorker(readers: readonly LogReader[], metrics: Metrics): Worker {
  const known = readers.map((reader) => ({ reader, unconcerned: new Set<string>() }))
  return {
    name: 'kernel.readers',
    everyMs: 1000,
    afterCommits: true,
    async run({ store, orgId, onDemand, log }) {
      for (const { reader, unconcerned } of known) {
        // Whether that has changed is seen within a second; every commit is not worth a write.
        if (orgId !== undefined && !onDemand && unconcerned.has(orgId)) continue
        const about = (org: string) => ({ org_id: org, reader: reader.name })
        await readLogs(
          {
            store,
            reader,
            unconcerned,
            onAlarm({ kind, from, to, orgId: org }) {
              metrics.readerAlarm(reader.name, kind)
              log.error({ ...about(org), kind, from, to }, 'a reader lost its place in the log')
            },
            onFailure(org, err) {
              log.error({ ...about(org), err }, 'reader failed')
            },
          },
          orgId,
        )
      }
    },
  }
}
