import type { ContextFor, Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { refuseRetired, requireStanding } from '../identity/index.ts'
import {
  askedTerms,
  createMemory,
  isOver,
  type MemoryPlace,
  type MemorySearch,
  memoryEvent,
  memoryView,
  replaceMemory,
} from './memory.ts'
import { healthView, reportHealth } from './memory-health.ts'
import { findHealth, saveHealth } from './memory-health-repository.ts'
import {
  deleteMemory,
  findMemory,
  insertMemory,
  listMemory,
  updateMemory,
} from './memory-repository.ts'

type MemoryOperation =
  | 'memory.list'
  | 'memory.search'
  | 'memory.put'
  | 'memory.get'
  | 'memory.delete'
  | 'memory.reportHealth'
  | 'memory.health'

export const memoryHandlers: Handlers<MemoryOperation> = {
  'memory.list': ({ path, query }, context) => find(context, path.agent_id, query),

  'memory.search': ({ path, query }, context) => find(context, path.agent_id, query),

  async 'memory.put'({ path, body }, { tx, events, orgId, ids, now, etag, checkVersion }) {
    const place = placeOf(path)
    refuseRetired(await requireStanding(tx, orgId, place.agentId, 'share'))
    for (;;) {
      const found = await findMemory(tx, orgId, place, 'update')
      const current = found === null || isOver(found, now) ? null : found
      checkVersion(current?.version ?? null)
      if (current !== null) {
        if (body.if_absent === true) throw present(place)
        const entry = replaceMemory(current, body, now)
        etag(entry.version)
        if (entry === current) return memoryView(entry)
        await updateMemory(tx, entry)
        events.append('memory.updated', entry.id, memoryEvent(entry))
        return memoryView(entry)
      }
      if (found !== null) {
        await deleteMemory(tx, found)
        events.append('memory.expired', found.id, memoryEvent(found))
      }
      const entry = createMemory(orgId, ids.next('mry', orgId), place, body, now)
      // Where another unit of work was quicker to put something here, there is an entry to replace now.
      if (!(await insertMemory(tx, entry))) continue
      etag(entry.version)
      events.append('memory.updated', entry.id, memoryEvent(entry))
      return memoryView(entry)
    }
  },

  async 'memory.get'({ path }, { tx, orgId, now, etag }) {
    const place = placeOf(path)
    const entry = await findMemory(tx, orgId, place)
    if (entry === null || isOver(entry, now)) {
      throw new CoxswainError('not_found', { detail: `there is no entry at ${nameOf(place)}` })
    }
    etag(entry.version)
    return memoryView(entry)
  },

  async 'memory.delete'({ path }, { tx, events, orgId, now }) {
    const entry = await findMemory(tx, orgId, placeOf(path), 'update')
    if (entry === null || isOver(entry, now)) return
    await deleteMemory(tx, entry)
    events.append('memory.deleted', entry.id, memoryEvent(entry))
  },

  async 'memory.reportHealth'({ path, body }, { tx, events, orgId, now }) {
    refuseRetired(await requireStanding(tx, orgId, path.agent_id, 'share'))
    const health = reportHealth(orgId, path.agent_id, body, now)
    await saveHealth(tx, health)
    const { agentId, score, entries } = health
    events.append('memory_health.reported', agentId, { agent_id: agentId, score, entries })
    return healthView(health)
  },

  async 'memory.health'({ path }, { tx, orgId }) {
    const health = await findHealth(tx, orgId, path.agent_id)
    if (health !== null) return healthView(health)
    await requireStanding(tx, orgId, path.agent_id)
    throw new CoxswainError('not_found', {
      detail: `the agent \`${path.agent_id}\` has not reported on its memory`,
    })
  },
}

async function find(
  { tx, orgId, now, page }: ContextFor<'memory.list'>,
  agentId: string,
  query: MemorySearch & {
    readonly namespace?: string | undefined
    readonly limit?: number | undefined
    readonly cursor?: string | undefined
  },
) {
  await requireStanding(tx as AnyUnit, orgId, agentId)
  const { namespace } = query
  const terms = askedTerms(orgId, agentId, query)
  return page(query, {
    fetch: async (range) =>
      terms === 'nothing' ? [] : listMemory(tx, orgId, { agentId, namespace, terms, now }, range),
    position: (entry) => [entry.createdAt, entry.id],
    item: memoryView,
  })
}

function placeOf(path: {
  readonly agent_id: string
  readonly namespace: string
  readonly key: string
}): MemoryPlace {
  return { agentId: path.agent_id, namespace: path.namespace, key: path.key }
}

function present(place: MemoryPlace): CoxswainError {
  return new CoxswainError('precondition_failed', {
    detail: `there is an entry at ${nameOf(place)} already`,
  })
}

function nameOf({ namespace, key }: MemoryPlace): string {
  return `\`${namespace}/${key}\``
}
