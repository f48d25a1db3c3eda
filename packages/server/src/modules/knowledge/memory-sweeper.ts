import { sweepDeadlines } from '../../deadlines.ts'
import type { Worker } from '../../module.ts'
import { memoryEvent } from './memory.ts'
import { deleteOver, listMemoryDeadlines } from './memory-repository.ts'

const name = 'knowledge.memory_sweeper'

/** Deletes entries whose time is over, and tells the log. To every reader they were absent before. */
export function memorySweeper(): Worker {
  return {
    name,
    everyMs: 1000,
    run: (context) =>
      sweepDeadlines(context, {
        name,
        list: listMemoryDeadlines,
        async settle(tx, orgId, now, limit) {
          const over = await deleteOver(tx, orgId, now, limit)
          for (const entry of over) {
            tx.events.append('memory.expired', entry.id, { ...memoryEvent(entry) })
          }
          return over.length
        },
      }),
  }
}
