import type { EventName } from '@coxswain/contract'
import type { ContextFor, Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { RowLock } from '../../store/prepared-query.ts'
import type { AnyUnit } from '../../store/unit-of-work.ts'
import {
  type AgentRecord,
  type AgentStanding,
  agentView,
  heartbeatAgent,
  resumeAgent,
  retireAgent,
  suspendAgent,
  upsertAgent,
} from './agent.ts'
import {
  findAgent,
  findStanding,
  insertAgent,
  listAgents,
  saveCapabilities,
  updateAgent,
} from './agent-repository.ts'

type AgentOperation =
  | 'agents.upsert'
  | 'agents.get'
  | 'agents.list'
  | 'agents.heartbeat'
  | 'agents.suspend'
  | 'agents.resume'
  | 'agents.retire'

export const agentHandlers: Handlers<AgentOperation> = {
  async 'agents.upsert'({ path, body }, context) {
    const { tx, orgId, now, checkVersion } = context
    for (;;) {
      const current = await findAgent(tx, orgId, path.agent_id, 'update')
      const agent = upsertAgent(orgId, path.agent_id, current, body, now)
      checkVersion(current?.version ?? null)
      // Where another unit of work was quicker to make it, there is one to update now.
      if (current === null && !(await insertAgent(tx, agent))) continue
      await saveCapabilities(tx, current, agent)
      return settle(context, current, agent, current === null ? 'agent.created' : 'agent.updated')
    }
  },

  async 'agents.get'({ path }, { tx, orgId, now, etag }) {
    const agent = await requireAgent(tx, orgId, path.agent_id)
    etag(agent.version)
    return agentView(agent, now)
  },

  'agents.list'({ query }, { tx, orgId, now, page }) {
    const { status, capability } = query
    return page(query, {
      fetch: (range) => listAgents(tx, orgId, { status, capability, now }, range),
      position: (agent) => [agent.createdAt, agent.id],
      item: (agent) => agentView(agent, now),
    })
  },

  async 'agents.heartbeat'({ path }, { tx, orgId, now, etag }) {
    const agent = heartbeatAgent(await requireAgent(tx, orgId, path.agent_id, 'update'), now)
    await updateAgent(tx, agent)
    etag(agent.version)
    return agentView(agent, now)
  },

  async 'agents.suspend'({ path, body }, context) {
    const agent = await requireAgent(context.tx, context.orgId, path.agent_id, 'update')
    const suspended = suspendAgent(agent, body.reason, context.now)
    return settle(context, agent, suspended, 'agent.suspended')
  },

  async 'agents.resume'({ path }, context) {
    const agent = await requireAgent(context.tx, context.orgId, path.agent_id, 'update')
    return settle(context, agent, resumeAgent(agent, context.now), 'agent.resumed')
  },

  async 'agents.retire'({ path }, context) {
    const agent = await requireAgent(context.tx, context.orgId, path.agent_id, 'update')
    return settle(context, agent, retireAgent(agent, context.now), 'agent.retired')
  },
}

async function requireAgent(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<AgentRecord> {
  return (await findAgent(tx, orgId, id, lock)) ?? refuseUnknown(id)
}

/** An agent that is to start something: it must be there, and `refuseIdle` says whether it may. */
export async function requireStanding(
  tx: AnyUnit,
  orgId: string,
  id: string,
  lock: RowLock = 'none',
): Promise<AgentStanding> {
  return (await findStanding(tx, orgId, id, lock)) ?? refuseUnknown(id)
}

function refuseUnknown(id: string): never {
  throw new CoxswainError('not_found', { detail: `there is no agent \`${id}\`` })
}

type AgentEventName = Extract<EventName, `agent.${string}`>

/** Saves what a transition made of an agent that was there, and logs it, unless nothing changed. */
async function settle(
  { tx, events, now, etag }: ContextFor<'agents.upsert'>,
  before: AgentRecord | null,
  after: AgentRecord,
  event: AgentEventName,
) {
  etag(after.version)
  const view = agentView(after, now)
  if (after === before) return view
  if (before !== null) await updateAgent(tx, after)
  events.append(event, after.id, { agent: view })
  return view
}
