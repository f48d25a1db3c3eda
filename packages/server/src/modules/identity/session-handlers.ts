import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { agentMismatch } from '../../http/prepare.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import { refuseIdle } from './agent.ts'
import { requireStanding } from './agent-handlers.ts'
import { endSession, type SessionRecord, sessionView, startSession } from './session.ts'
import { findSession, listSessions, saveSession } from './session-repository.ts'

type SessionOperation = 'sessions.start' | 'sessions.list' | 'sessions.get' | 'sessions.end'

export const sessionHandlers: Handlers<SessionOperation> = {
  async 'sessions.start'({ body }, { tx, events, orgId, ids, now }) {
    refuseIdle(await requireStanding(tx, orgId, body.agent_id, 'share'))
    const session = startSession(orgId, ids.next('ses', orgId), body, now)
    await saveSession(tx, session)
    events.append('session.started', session.id, { session: sessionView(session) })
    return sessionView(session)
  },

  'sessions.list'({ query }, { tx, orgId, page }) {
    const filter = { agentId: query.agent_id, status: query.status }
    return page(query, {
      fetch: (range) => listSessions(tx, orgId, filter, range),
      position: (session) => [session.startedAt, session.id],
      item: sessionView,
    })
  },

  async 'sessions.get'({ path }, { tx, orgId }) {
    return sessionView(await requireSession(tx, orgId, path.session_id))
  },

  async 'sessions.end'({ path, body }, { tx, events, orgId, principal, now }) {
    const session = await requireSession(tx, orgId, path.session_id, 'update')
    const bound = principal.agentId
    if (bound !== null && bound !== session.agentId) throw agentMismatch(bound)
    const ended = endSession(session, body, now)
    await saveSession(tx, ended)
    events.append('session.ended', ended.id, { session: sessionView(ended) })
    return sessionView(ended)
  },
}

export async function requireSession(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<SessionRecord> {
  const session = await findSession(tx, orgId, id, lock)
  if (session !== null) return session
  throw new CoxswainError('not_found', { detail: `there is no session \`${id}\`` })
}
