import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  actMarker,
  createGovernedServer,
  type GovernedOrg,
  plainAct,
} from '../../testing/governed-org.ts'
import { type Api, createApi, manualClock } from '../../testing/index.ts'
import { manualTimers } from '../../testing/manual-timers.ts'

const clock = manualClock()
const timers = manualTimers()
const server = await createGovernedServer({ clock, timers })
afterAll(() => server.stop())

let org: GovernedOrg
beforeEach(async () => {
  org = await server.createOrg()
})

const at = (approval_id: string) => ({ path: { approval_id } })
const approve = (id: string, body = {}, caller: Api = org.owner) =>
  caller.call('approvals.approve', { ...at(id), body })
const deny = (id: string, body = {}, caller: Api = org.owner) =>
  caller.call('approvals.deny', { ...at(id), body })
const get = async (id: string) => (await org.owner.call('approvals.get', at(id))).ok()
const action = async (action_id: string) =>
  (await org.owner.call('actions.get', { path: { action_id } })).ok()
const claim = (action_id: string) =>
  org.worker.call('actions.claim', { path: { action_id }, body: {} })
const otherAct = { ...plainAct, path: `/srv/${actMarker}-2` }
const log = async () => {
  const query = { types: ['action.*', 'approval.*'], limit: 200 }
  return (await org.owner.call('events.list', { query }))
    .ok()
    .data.map(({ event }) => String(event))
}

describe('an approval', () => {
  test('tells a person what is asked, and why', async () => {
    const asked = await org.ask({ goal: 'Ship it', declared_risk_score: 7 })
    const approval = await get(asked.approval_id)
    expect(approval).toMatchObject({
      action_id: asked.id,
      agent_id: 'worker-1',
      action_type: 'ask',
      goal: 'Ship it',
      act: plainAct,
      act_hash: asked.act_hash,
      status: 'pending',
      decided_by: null,
      message: null,
      grant: null,
    })
    expect(approval.reasons.map(({ policy_name }) => policy_name)).toContain('ask')
    expect(Date.parse(approval.expires_at) - Date.parse(approval.requested_at)).toBe(86_400_000)
  })

  test('moves its one action and no other', async () => {
    const asked = await org.ask()
    const twin = await org.ask()
    const approved = (await approve(asked.approval_id, { message: 'go' })).ok()
    expect(approved).toMatchObject({ status: 'approved', message: 'go', approved_act: null })
    expect(approved.decided_at).toBe(new Date(clock.now(null)).toISOString())
    expect((await action(asked.id)).status).toBe('approved')
    expect((await action(twin.id)).status).toBe('pending_approval')
    expect((await org.create({ action_type: 'ask' })).status).toBe('pending_approval')
    expect((await claim(asked.id)).status).toBe(200)
    expect((await log()).slice(4, 6)).toEqual(['approval.granted', 'action.updated'])
  })

  test('that is denied ends its action', async () => {
    const asked = await org.ask()
    const denied = (await deny(asked.approval_id, { message: 'not today' })).ok()
    expect(denied).toMatchObject({ status: 'denied', message: 'not today' })
    expect(await action(asked.id)).toMatchObject({
      status: 'denied',
      ended_at: denied.decided_at,
    })
    expect((await claim(asked.id)).problem().code).toBe('invalid_state')
    expect((await log()).slice(2)).toEqual(['approval.denied', 'action.updated'])
  })

  test('is decided once, and in time', async () => {
    const decided = await org.ask()
    await approve(decided.approval_id)
    for (const again of [approve, deny]) {
      const refusal = (await again(decided.approval_id)).problem()
      expect(refusal).toMatchObject({ code: 'not_pending', state: 'approved' })
    }
    const late = await org.ask({ approval_seconds: 10 })
    clock.advance(10_000)
    for (const decide of [approve, deny]) {
      const refusal = (await decide(late.approval_id)).problem()
      expect(refusal).toMatchObject({ code: 'approval_expired', state: 'expired' })
    }
    expect((await get(late.approval_id)).status).toBe('expired')
    expect(await action(late.id)).toMatchObject({
      status: 'expired',
      ended_at: (await get(late.approval_id)).expires_at,
    })
    const dropped = await org.ask()
    await org.worker.call('actions.cancel', { path: { action_id: dropped.id }, body: {} })
    const refusal = (await approve(dropped.approval_id)).problem()
    expect(refusal).toMatchObject({ code: 'not_pending', state: 'cancelled' })
  })

  test('is listed by the state that it is in now', async () => {
    const first = await org.ask({ approval_seconds: 10 })
    clock.advance(1)
    const second = await org.ask({ agent_id: 'worker-2' })
    const list = async (query: Record<string, string>) =>
      (await org.owner.call('approvals.list', { query })).ok().data.map(({ id }) => id)
    expect(await list({})).toEqual([second.approval_id, first.approval_id])
    expect(await list({ agent_id: 'worker-2' })).toEqual([second.approval_id])
    expect(await list({ action_id: first.id })).toEqual([first.approval_id])
    clock.advance(10_000)
    expect(await list({ status: 'pending' })).toEqual([second.approval_id])
    expect(await list({ status: 'expired' })).toEqual([first.approval_id])
    const page = (await org.owner.call('approvals.list', { query: { limit: 1 } })).ok()
    const query = { limit: 1, cursor: page.next_cursor ?? '' }
    const next = (await org.owner.call('approvals.list', { query })).ok()
    expect(next.data.map(({ id }) => id)).toEqual([first.approval_id])
  })
})

describe('an act that the approver changed', () => {
  test('takes the place of the one that was asked for', async () => {
    const asked = await org.ask()
    const approved = (await approve(asked.approval_id, { modified_act: otherAct })).ok()
    expect(approved).toMatchObject({ status: 'approved', act: plainAct, approved_act: otherAct })
    const moved = await action(asked.id)
    expect(moved).toMatchObject({ act: plainAct, approved_act: otherAct, act_hash: asked.act_hash })
    expect(moved.approved_act_hash).not.toBe(asked.act_hash)
    expect(approved.approved_act_hash).toBe(moved.approved_act_hash)
  })

  test('is guarded again: what is blocked changes nothing', async () => {
    const asked = await org.ask()
    const before = await log()
    const modified_act = { ...plainAct, path: `/vault/${actMarker}` }
    const refusal = (await approve(asked.approval_id, { modified_act })).problem()
    expect(refusal).toMatchObject({ code: 'modified_act_blocked', state: 'pending' })
    expect((await get(asked.approval_id)).status).toBe('pending')
    expect(await log()).toEqual(before)
    expect((await approve(asked.approval_id)).ok().status).toBe('approved')
    const late = (await approve(asked.approval_id, { modified_act })).problem()
    expect(late).toMatchObject({ code: 'not_pending', state: 'approved' })
  })

  test('and stayed the same is not modified', async () => {
    const asked = await org.ask()
    const approved = (await approve(asked.approval_id, { modified_act: plainAct })).ok()
    expect(approved).toMatchObject({ approved_act: null, approved_act_hash: null })
  })

  test('is held to the size of every act', async () => {
    const asked = await org.ask()
    const modified_act = { ...plainAct, content: 'x'.repeat(16_384) }
    const refusal = (await approve(asked.approval_id, { modified_act })).problem()
    expect(refusal.errors?.[0]).toMatchObject({ pointer: '/modified_act', code: 'too_large' })
  })
})

describe('a grant', () => {
  test('lets the same act through once, and never again', async () => {
    const asked = await org.ask()
    const { grant } = (await approve(asked.approval_id, { grant_seconds: 60 })).ok()
    expect(grant).toMatchObject({ act_hash: asked.act_hash, used_at: null })
    expect((await org.create({ action_type: 'ask', act: otherAct })).status).toBe(
      'pending_approval',
    )
    expect((await org.create({ action_type: 'ask', agent_id: 'worker-2' })).status).toBe(
      'pending_approval',
    )
    const used = await org.create({ action_type: 'ask' })
    expect(used).toMatchObject({ decision: 'allow', status: 'approved', approval_id: null })
    expect((await get(asked.approval_id)).grant).toMatchObject({ used_by_action_id: used.id })
    expect((await org.create({ action_type: 'ask' })).status).toBe('pending_approval')
  })

  test('is for the act that was approved, not for the one that was asked for', async () => {
    const asked = await org.ask()
    const body = { grant_seconds: 60, modified_act: otherAct }
    const { grant, approved_act_hash } = (await approve(asked.approval_id, body)).ok()
    expect(grant?.act_hash).toBe(approved_act_hash)
    expect((await org.create({ action_type: 'ask' })).status).toBe('pending_approval')
    expect((await org.create({ action_type: 'ask', act: otherAct })).status).toBe('approved')
  })

  test('ends in time', async () => {
    const asked = await org.ask()
    await approve(asked.approval_id, { grant_seconds: 60 })
    clock.advance(60_000)
    expect((await org.create({ action_type: 'ask' })).status).toBe('pending_approval')
  })
})

describe('nobody approves what they asked for', () => {
  test('not the key that created the action, nor one that descends from it', async () => {
    const asked = await org.ask()
    const mint = async (caller: Api) => {
      const body = { name: 'child', scopes: ['*:admin'] }
      return createApi(server, (await caller.call('apiKeys.create', { body })).ok().secret)
    }
    const child = await mint(org.worker)
    const grandchild = await mint(child)
    for (const caller of [org.worker, child, grandchild]) {
      for (const decide of [approve, deny]) {
        expect((await decide(asked.approval_id, {}, caller)).problem().code).toBe('self_approval')
      }
    }
    const sibling = await org.mint(['approvals:admin'])
    expect((await approve(asked.approval_id, {}, sibling)).ok().decided_by).toBe(sibling.keyId)
  })

  test('not a key that is bound to an agent, whichever it is', async () => {
    const asked = await org.ask()
    for (const bound of ['worker-1', 'worker-2']) {
      const caller = await org.mint(['approvals:admin'], bound)
      for (const decide of [approve, deny]) {
        expect((await decide(asked.approval_id, {}, caller)).problem().code).toBe('self_approval')
      }
    }
  })

  test('and it takes the scope for it', async () => {
    const asked = await org.ask()
    const caller = await org.mint(['approvals:write'])
    expect((await approve(asked.approval_id, {}, caller)).problem().code).toBe('insufficient_scope')
    expect((await get(asked.approval_id)).status).toBe('pending')
  })
})

describe('waiting for a decision', () => {
  const wait = (id: string, timeout_seconds?: number) =>
    org.worker.call('approvals.wait', {
      ...at(id),
      query: timeout_seconds === undefined ? {} : { timeout_seconds },
    })
  /** Lets a wait get as far as it can: to its deadline's timer and that of its next look. */
  const asleep = async () => {
    while (timers.pending < 2) await new Promise((resolve) => setImmediate(resolve))
  }

  test('ends with the decision', async () => {
    const asked = await org.ask()
    const waiting = wait(asked.approval_id)
    await asleep()
    await approve(asked.approval_id, { message: 'go' })
    expect((await waiting).ok()).toMatchObject({ status: 'approved', message: 'go' })
    expect(timers.pending).toBe(0)
  })

  test('ends when the action is cancelled', async () => {
    const asked = await org.ask()
    const waiting = wait(asked.approval_id)
    await asleep()
    await org.worker.call('actions.cancel', { path: { action_id: asked.id }, body: {} })
    expect((await waiting).ok().status).toBe('cancelled')
  })

  test('ends when the time to decide is over, though nobody writes that down', async () => {
    const asked = await org.ask({ approval_seconds: 10 })
    const waiting = wait(asked.approval_id)
    await asleep()
    clock.advance(10_000)
    timers.advance(1000)
    expect((await waiting).ok().status).toBe('expired')
  })

  test('answers a pending approval when it took too long', async () => {
    const asked = await org.ask()
    expect((await wait(asked.approval_id, 0)).ok().status).toBe('pending')
    const waiting = wait(asked.approval_id)
    let answered = false
    waiting.then(() => {
      answered = true
    })
    for (let second = 1; second < 25; second += 1) {
      await asleep()
      timers.advance(1000)
    }
    await asleep()
    expect(answered).toBe(false)
    timers.advance(1000)
    expect((await waiting).ok().status).toBe('pending')
  })

  test('answers at once what is decided, and 404 for what is not there', async () => {
    const asked = await org.ask()
    await deny(asked.approval_id)
    expect((await wait(asked.approval_id)).ok().status).toBe('denied')
    expect((await wait(`apr_${'0'.repeat(26)}`)).problem().code).toBe('not_found')
  })
})
