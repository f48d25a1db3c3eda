import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { refuseOtherAuthor, requireAuthor, requireSession } from '../identity/index.ts'
import { askedPointTerms, createPoint, pointEvent, pointView } from './context-point.ts'
import { deletePoint, findPoint, insertPoint, listPoints } from './context-point-repository.ts'

type ContextPointOperation =
  | 'contextPoints.create'
  | 'contextPoints.list'
  | 'contextPoints.get'
  | 'contextPoints.delete'

export const contextPointHandlers: Handlers<ContextPointOperation> = {
  async 'contextPoints.create'({ body }, { tx, events, orgId, principal, ids, now }) {
    const agentId = await requireAuthor(tx, orgId, principal, body.agent_id)
    if (typeof body.session_id === 'string') await requireSession(tx, orgId, body.session_id)
    const point = createPoint(orgId, ids.next('cpt', orgId), agentId, body, now)
    await insertPoint(tx, point)
    events.append('context_point.created', point.id, pointEvent(point))
    return pointView(point)
  },

  'contextPoints.list'({ query }, { tx, orgId, page }) {
    const terms = askedPointTerms(orgId, query)
    const filter = {
      category: query.category,
      agentId: query.agent_id,
      sessionId: query.session_id,
      minImportance: query.min_importance,
    }
    return page(query, {
      fetch: async (range) =>
        terms === 'nothing' ? [] : listPoints(tx, orgId, { ...filter, terms }, range),
      position: (point) => [point.createdAt, point.id],
      item: pointView,
    })
  },

  async 'contextPoints.get'({ path }, { tx, orgId }) {
    const id = path.context_point_id
    const point = await findPoint(tx, orgId, id)
    if (point !== null) return pointView(point)
    throw new CoxswainError('not_found', { detail: `there is no context point \`${id}\`` })
  },

  async 'contextPoints.delete'({ path }, { tx, events, orgId, principal }) {
    const point = await findPoint(tx, orgId, path.context_point_id, 'update')
    if (point === null) return
    refuseOtherAuthor(principal, point.agentId)
    await deletePoint(tx, point)
    events.append('context_point.deleted', point.id, pointEvent(point))
  },
}
