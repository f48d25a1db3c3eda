import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  agentId,
  createGovernedServer,
  type GovernedOrg,
  plainAct,
} from '../../testing/governed-org.ts'
import { manualClock } from '../../testing/index.ts'

const clock = manualClock()
const server = await createGovernedServer({ clock })
afterAll(() => server.stop())

let org: GovernedOrg
beforeEach(async () => {
  org = await server.createOrg()
})

const at = (action_id: string) => ({ path: { action_id } })
const get = async (id: string) => (await org.worker.call('actions.get', at(id))).ok()
const claim = (id: string, body = {}) => org.worker.call('actions.claim', { ...at(id), body })
const claimed = async (id: string, body = {}) => String((await claim(id, body)).ok().claim_id)
const eventsOf = async (id: string) => {
  const query = { types: ['action.*', 'approval.*'], limit: 200 }
  const { data } = (await org.owner.call('events.list', { query })).ok()
  return data.filter(({ resource }) => resource.id === id).map(({ event }) => String(event))
}

describe('an action', () => {
  test('begins as its decision says, a blocked one is recorded too', async () => {
    for (const [action_type, decision, status] of [
      ['free', 'allow', 'approved'],
      ['remark', 'warn', 'approved'],
      ['ask', 'require_approval', 'pending_approval'],
      ['never', 'block', 'blocked'],
    ] as const) {
      const action = await org.create({ action_type })
      expect(action).toMatchObject({ decision, status, act: plainAct, claim_id: null, drift: 0 })
      expect(await get(action.id)).toEqual(action)
      const enforced = action.reasons.map(({ policy_name }) => policy_name)
      expect(enforced).toEqual(action_type === 'free' ? [] : [action_type])
      const blocked = status === 'blocked' ? ['action.created', 'action.blocked'] : null
      expect(await eventsOf(action.id)).toEqual(blocked ?? ['action.created'])
      expect(action.approval_id === null).toBe(status !== 'pending_approval')
      expect(action.ended_at === null).toBe(status !== 'blocked')
    }
  })

  test('runs under a claim to its outcome', async () => {
    const { id } = await org.create()
    const claim_id = await claimed(id, { lease_seconds: 30 })
    const lease = clock.now(null) + 30_000
    expect(await get(id)).toMatchObject({
      status: 'running',
      claim_id,
      lease_expires_at: new Date(lease).toISOString(),
      started_at: new Date(clock.now(null)).toISOString(),
    })
    clock.advance(10_000)
    const renewed = await org.worker.call('actions.renew', { ...at(id), body: { claim_id } })
    expect(renewed.ok().lease_expires_at).toBe(new Date(clock.now(null) + 60_000).toISOString())
    const cost = { amount: '1.50', currency: 'EUR', tokens_in: 7 }
    const body = { claim_id, outcome: 'partial', summary: 'half', cost } as const
    const done = (await org.worker.call('actions.outcome', { ...at(id), body })).ok()
    expect(done).toMatchObject({ status: 'partial', summary: 'half', cost, error_message: null })
    expect(done.ended_at).toBe(new Date(clock.now(null)).toISOString())
    expect(await eventsOf(id)).toEqual([
      'action.created',
      'action.claimed',
      'action.partially_completed',
    ])
  })

  test('keeps the cost that it was told before its outcome, which tells none', async () => {
    const { id } = await org.create()
    const cost = { amount: '3', currency: 'EUR' }
    ;(await org.worker.call('actions.update', { ...at(id), body: { cost } })).ok()
    const body = { claim_id: await claimed(id), outcome: 'completed' } as const
    const done = (await org.worker.call('actions.outcome', { ...at(id), body })).ok()
    expect(done).toMatchObject({ status: 'completed', cost, summary: null })
  })

  test('has a decision of its own, which no other action can have', async () => {
    const { id, decision_id } = await org.create()
    const trace = (await org.worker.call('actions.trace', at(id))).ok()
    expect(trace.decision).toMatchObject({ id: decision_id, action_id: id })
    const again = {
      agent_id: agentId,
      action_type: 'free',
      goal: 'Work',
      act: plainAct,
      decision_id,
    }
    const refused = (await org.worker.call('actions.create', { body: again })).problem()
    expect(refused.code).toBe('decision_used')
  })

  test('keeps no secret that its act, its words or its approver told', async () => {
    const secret = 'ghp_EXAMPLE00000000000000000000000000000'
    const mark = '[redacted:github-token]'
    const told = (text: string) => ({
      goal: text,
      reasoning: text,
      act: { ...plainAct, content: text },
    })
    const asked = await org.ask(told(secret))
    expect(asked).toMatchObject(told(mark))
    expect(asked.act_hash).toBe((await org.ask(told(mark))).act_hash)
    const modified_act = { ...plainAct, path: secret }
    const call = {
      path: { approval_id: asked.approval_id },
      body: { message: secret, modified_act },
    }
    const approved = (await org.owner.call('approvals.approve', call)).ok()
    expect(approved.message).toBe(mark)
    expect(approved.approved_act).toMatchObject({ path: mark })
    const body = { claim_id: await claimed(asked.id), outcome: 'failed' } as const
    const words = { summary: secret, error_message: secret }
    await org.worker.call('actions.outcome', { ...at(asked.id), body: { ...body, ...words } })
    const trace = await org.worker.call('actions.trace', at(asked.id))
    expect(trace.text).toContain(mark)
    expect(trace.text).not.toContain(secret)
  })

  test('is claimed once, and never again whatever came of it', async () => {
    const refusal = async (id: string) => {
      const { code, state } = (await claim(id)).problem()
      return [code, state]
    }
    const running = await org.create()
    const claim_id = await claimed(running.id)
    expect(await refusal(running.id)).toEqual(['already_claimed', 'running'])
    const body = { claim_id, outcome: 'failed', error_message: 'no' } as const
    await org.worker.call('actions.outcome', { ...at(running.id), body })
    expect(await refusal(running.id)).toEqual(['already_claimed', 'failed'])
    const lost = await org.create()
    await claimed(lost.id, { lease_seconds: 5 })
    clock.advance(5000)
    expect(await refusal(lost.id)).toEqual(['already_claimed', 'lost'])
    const { ended_at, lease_expires_at } = await get(lost.id)
    expect(ended_at).toBe(lease_expires_at)
    expect(await refusal((await org.ask()).id)).toEqual(['invalid_state', 'pending_approval'])
    const blocked = await org.create({ action_type: 'never' })
    expect(await refusal(blocked.id)).toEqual(['invalid_state', 'blocked'])
  })

  test('is held by its claim alone', async () => {
    const { id } = await org.create()
    const claim_id = await claimed(id)
    const other = `${claim_id.slice(0, -1)}${claim_id.endsWith('0') ? '1' : '0'}`
    const outcome = (claimId: string) =>
      org.worker.call('actions.outcome', {
        ...at(id),
        body: { claim_id: claimId, outcome: 'completed' },
      })
    const renew = (claimId: string) =>
      org.worker.call('actions.renew', { ...at(id), body: { claim_id: claimId } })
    expect((await renew(other)).problem().code).toBe('claim_lost')
    expect((await outcome(other)).problem().code).toBe('claim_lost')
    expect((await outcome(other)).text).not.toContain(claim_id)
    clock.advance(60_000)
    expect((await renew(claim_id)).problem()).toMatchObject({ code: 'claim_lost', state: 'lost' })
    expect((await outcome(claim_id)).problem()).toMatchObject({
      code: 'invalid_state',
      state: 'lost',
    })
  })

  test('is cancelled from every state that has not ended', async () => {
    const cancel = (id: string, body = {}) => org.worker.call('actions.cancel', { ...at(id), body })
    const waiting = await org.ask()
    const running = await org.create()
    const claim_id = await claimed(running.id)
    for (const id of [waiting.id, running.id, (await org.create()).id]) {
      const cancelled = (await cancel(id, { reason: 'withdrawn' })).ok()
      expect(cancelled).toMatchObject({ status: 'cancelled', cancel_reason: 'withdrawn' })
      expect((await cancel(id)).problem()).toMatchObject({
        code: 'invalid_state',
        state: 'cancelled',
      })
      expect((await eventsOf(id)).at(-1)).toBe('action.cancelled')
    }
    const approval_id = waiting.approval_id
    const approval = await org.owner.call('approvals.get', { path: { approval_id } })
    expect(approval.ok().status).toBe('cancelled')
    const body = { claim_id, outcome: 'completed' } as const
    const late = await org.worker.call('actions.outcome', { ...at(running.id), body })
    expect(late.problem()).toMatchObject({ code: 'invalid_state', state: 'cancelled' })
  })

  test('is edited in what was not decided about, and under the version that was seen', async () => {
    const { id } = await org.create({ metadata: { a: '1', b: '2' } })
    const edit = (body: object, headers = {}) =>
      org.worker.call('actions.update', { ...at(id), body, headers })
    const cost = { amount: '0.10', currency: 'USD', model: 'large-1' }
    const edited = await edit({ reasoning: 'because', cost, metadata: { a: null } })
    expect(edited.ok()).toMatchObject({ reasoning: 'because', cost, metadata: { b: '2' } })
    expect(edited.headers.get('etag')).toBe('"2"')
    const same = await edit({ reasoning: 'because' }, { 'if-match': '"2"' })
    expect(same.headers.get('etag')).toBe('"2"')
    expect(await eventsOf(id)).toEqual(['action.created', 'action.updated'])
    const stale = await edit({ reasoning: null }, { 'if-match': '"1"' })
    expect(stale.problem().code).toBe('precondition_failed')
    expect((await edit({ reasoning: null, cost: null })).ok()).toMatchObject({
      reasoning: null,
      cost: null,
    })
    for (const field of ['agent_id', 'action_type', 'act', 'reversible', 'systems_touched']) {
      expect((await edit({ [field]: null })).problem().code).toBe('unknown_field')
    }
  })

  test('keeps its version when a lease is renewed or time ends it', async () => {
    const { id } = await org.create()
    const taken = await claim(id, { lease_seconds: 5 })
    const etag = taken.headers.get('etag')
    const body = { claim_id: String(taken.ok().claim_id), lease_seconds: 10 }
    const renewed = await org.worker.call('actions.renew', { ...at(id), body })
    expect(renewed.headers.get('etag')).toBe(etag)
    clock.advance(10_000)
    await server.runWorkers()
    const lost = await org.worker.call('actions.get', at(id))
    expect(lost.ok().status).toBe('lost')
    expect(lost.headers.get('etag')).toBe(etag)
  })

  test('names only what is there', async () => {
    const absent = (prefix: string) => `${prefix}_${'0'.repeat(26)}`
    const create = (body: object) =>
      org.worker.call('actions.create', {
        body: { agent_id: agentId, action_type: 'free', goal: 'Work', act: plainAct, ...body },
      })
    for (const body of [
      { agent_id: 'nobody' },
      { session_id: absent('ses') },
      { parent_action_id: absent('act') },
      { decision_id: absent('dec') },
    ]) {
      expect((await create(body)).problem().code).toBe('not_found')
    }
    const parent = await org.create()
    const session = (await org.worker.call('sessions.start', { body: { agent_id: agentId } })).ok()
    const child = await create({ parent_action_id: parent.id, session_id: session.id })
    expect(child.ok()).toMatchObject({ parent_action_id: parent.id, session_id: session.id })
    await org.worker.call('sessions.end', {
      path: { session_id: session.id },
      body: { outcome: 'completed' },
    })
    expect((await create({ session_id: session.id })).problem().code).toBe('session_ended')
    await org.owner.call('agents.suspend', { path: { agent_id: agentId }, body: { reason: 'x' } })
    // What is absent is told before who may not act, and that before what is over.
    const late = await create({ session_id: session.id })
    expect(late.problem().code).toBe('agent_suspended')
    const lost = await create({ session_id: session.id, parent_action_id: absent('act') })
    expect(lost.problem().code).toBe('not_found')
  })

  test('of an agent that may not work is neither created nor claimed', async () => {
    const approved = await org.create()
    const path = { agent_id: agentId }
    const create = (more = {}) =>
      org.worker.call('actions.create', {
        body: { agent_id: agentId, action_type: 'free', goal: 'Work', act: plainAct, ...more },
      })
    await org.owner.call('agents.suspend', { path, body: { reason: 'stop' } })
    expect((await create()).problem().code).toBe('agent_suspended')
    const absent = { decision_id: `dec_${'0'.repeat(26)}` }
    expect((await create(absent)).problem().code).toBe('not_found')
    expect((await claim(approved.id)).problem().code).toBe('agent_suspended')
    await org.owner.call('agents.retire', { path })
    expect((await create()).problem().code).toBe('agent_retired')
    expect((await claim(approved.id)).problem().code).toBe('agent_retired')
    expect((await get(approved.id)).status).toBe('approved')
  })
})

describe('actions', () => {
  const list = async (query: Record<string, string>) =>
    (await org.worker.call('actions.list', { query })).ok().data.map(({ id }) => id)

  test('are found by what they are and by the state that they are in now', async () => {
    const free = await org.create()
    clock.advance(1)
    const remark = await org.create({ action_type: 'remark', parent_action_id: free.id })
    clock.advance(1)
    const asked = await org.ask({ agent_id: 'worker-2', approval_seconds: 10 })
    await claimed(free.id, { lease_seconds: 5 })
    expect(await list({})).toEqual([asked.id, remark.id, free.id])
    expect(await list({ agent_id: 'worker-2' })).toEqual([asked.id])
    expect(await list({ action_type: 'remark' })).toEqual([remark.id])
    expect(await list({ parent_action_id: free.id })).toEqual([remark.id])
    const states = async () => {
      const all = ['pending_approval', 'expired', 'approved', 'running', 'lost', 'blocked']
      return Promise.all(all.map((status) => list({ status })))
    }
    expect(await states()).toEqual([[asked.id], [], [remark.id], [free.id], [], []])
    clock.advance(10_000)
    const later = [[], [asked.id], [remark.id], [], [free.id], []]
    expect(await states()).toEqual(later)
    await server.runWorkers()
    expect(await states()).toEqual(later)
  })

  test('come newest first, page by page', async () => {
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1) ids.unshift((await org.create()).id)
    const seen: string[] = []
    let query: Record<string, string> = { limit: '2' }
    for (;;) {
      const page = (await org.worker.call('actions.list', { query })).ok()
      seen.push(...page.data.map(({ id }) => id))
      if (page.next_cursor === null) break
      query = { limit: '2', cursor: page.next_cursor }
    }
    expect(seen).toEqual(ids)
  })
})
