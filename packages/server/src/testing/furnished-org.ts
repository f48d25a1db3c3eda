import type { MemoryHealthReport } from '@coxswain/contract'
import type { Server } from '../server.ts'
import { type Api, createOrg } from './api.ts'
import { exampleOf } from './example-of.ts'
import { bootstrapToken } from './server-case.ts'

/** In everything that only its own org may read. */
export const marker = 'for the eyes of one org'

export interface FurnishedOrg extends Api {
  readonly orgId: string
  /** Something of the org for every path parameter of the contract. */
  readonly ids: ReadonlyMap<string, string>
}

type Ids = readonly (readonly [parameter: string, id: string])[]

/** An org that has one of everything. */
export async function furnishOrg(server: Server): Promise<FurnishedOrg> {
  const api = await createOrg(server, bootstrapToken, marker)
  const { agent_id } = exampleOf('SessionStart') as { agent_id: string }
  await api.call('agents.upsert', { path: { agent_id }, body: { display_name: marker } })
  const parts: Ids[] = [
    [['org_id', api.orgId]],
    await furnishIdentity(api, agent_id),
    await furnishTeam(api),
    await furnishGovernance(server, api, agent_id),
    await furnishKnowledge(api, agent_id),
    await furnishMessaging(api, agent_id),
    // Last: whatever has workers run before cannot send anything.
    await furnishDelivery(api),
  ]
  return { ...api, ids: new Map(parts.flat()) }
}

async function furnishIdentity(api: Api, agent_id: string): Promise<Ids> {
  const started = await api.call('sessions.start', { body: { agent_id, name: marker } })
  const body = { name: marker, scopes: ['agents:read'] }
  const key = (await api.call('apiKeys.create', { body })).ok()
  return [
    ['agent_id', agent_id],
    ['session_id', started.ok().id],
    ['api_key_id', key.id],
  ]
}

async function furnishTeam(api: Api): Promise<Ids> {
  const metadata = { for: marker }
  const invite = async (name: string) => {
    const body = { email: `${name}@example.com`, role: 'owner' as const, metadata }
    return (await api.call('members.invite', { body })).ok()
  }
  const { token } = await invite('ada')
  const member = (await api.call('members.accept', { body: { token, name: marker } })).ok()
  return [
    ['member_id', member.id],
    ['invite_id', (await invite('bob')).id],
  ]
}

/** One of everything that governed work leaves. The approval is settled, so that waiting is short. */
async function furnishGovernance(server: Server, api: Api, agent_id: string): Promise<Ids> {
  const action_type = 'secret'
  const rule = { type: 'require_approval' as const, action_types: [action_type] }
  const policy = (await api.call('policies.create', { body: { name: marker, rule } })).ok()
  const act = { type: 'custom' as const, name: marker, data: {} }
  const request = { agent_id, action_type, act }
  const decision = (await api.call('guard.decide', { body: request })).ok()
  const action = (await api.call('actions.create', { body: { ...request, goal: marker } })).ok()
  const assume = { action_id: action.id, statement: marker }
  const assumption = (await api.call('assumptions.create', { body: assume })).ok()
  const cancel = { path: { action_id: action.id }, body: {} }
  ;(await api.call('actions.cancel', cancel)).ok()
  const risky = { ...request, action_type: 'read', goal: marker, declared_risk_score: 90 }
  ;(await api.call('actions.create', { body: risky })).ok()
  await server.runWorkers()
  const [signal] = (await api.call('signals.list')).ok().data
  return [
    ['policy_id', policy.id],
    ['decision_id', decision.id],
    ['action_id', action.id],
    ['approval_id', String(action.approval_id)],
    ['assumption_id', assumption.id],
    ['signal_id', String(signal?.id)],
  ]
}

async function furnishKnowledge(api: Api, agent_id: string): Promise<Ids> {
  const [namespace, key] = ['spaces', 'key-1']
  const path = { agent_id, namespace, key }
  ;(await api.call('memory.put', { path, body: { content: marker } })).ok()
  const report = exampleOf('MemoryHealthReport') as MemoryHealthReport
  ;(await api.call('memory.reportHealth', { path: { agent_id }, body: report })).ok()
  const body = { content: marker, category: 'decision' as const }
  const point = (await api.call('contextPoints.create', { body })).ok()
  const thread = (await api.call('contextThreads.create', { body: { title: marker } })).ok()
  return [
    ['namespace', namespace],
    ['key', key],
    ['context_point_id', point.id],
    ['context_thread_id', thread.id],
  ]
}

async function furnishMessaging(api: Api, agent_id: string): Promise<Ids> {
  const thread = (await api.call('messageThreads.create', { body: { subject: marker } })).ok()
  const body = { to_agent_id: agent_id, body: marker, message_thread_id: thread.id }
  const message = (await api.call('messages.send', { body })).ok()
  return [
    ['message_id', message.id],
    ['message_thread_id', thread.id],
  ]
}

async function furnishDelivery(api: Api): Promise<Ids> {
  const url = 'https://hooks.example.com/'
  const hook = (await api.call('webhooks.create', { body: { url, description: marker } })).ok()
  const sent = (await api.call('webhooks.test', { path: { webhook_id: hook.id } })).ok()
  return [
    ['webhook_id', hook.id],
    ['webhook_delivery_id', sent.id],
  ]
}
