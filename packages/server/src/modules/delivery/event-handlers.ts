import type { Handlers } from '../../contract-operations.ts'
import { invalidCursor } from '../../http/pagination.ts'
import { readEvents } from '../../store/event-reader.ts'
import { resolveCursor } from '../../store/log-cursor.ts'

const defaultLimit = 50

export const eventHandlers: Handlers<'events.list'> = {
  async 'events.list'({ query }, { tx, orgId }) {
    const { cursor = null, limit = defaultLimit, types } = query
    const after = cursor === null ? 0 : await resolveCursor(tx, orgId, cursor)
    if (after === null) throw invalidCursor()
    const found = await readEvents(tx, { orgId, after, limit: limit + 1, types })
    const data = found.slice(0, limit)
    return {
      data,
      next_cursor: data.at(-1)?.id ?? cursor,
      has_more: found.length > limit,
    }
  },
}
