import { expect, test } from 'vitest'
import { type Deed, TransitionCount } from './transition-count.ts'

const nobody = async () => undefined

function deed(operation: string, events: Record<string, unknown>, requestId: string | null = 'r') {
  return {
    operation,
    requestId,
    events: Object.entries(events).map(([event, payload]) => ({ event, payload })),
  } satisfies Deed
}

const action = (status: string, more = {}) => ({ action: { id: 'act_1', status, ...more } })
const approval = (status: string) => ({ approval: { id: 'apr_1', action_id: 'act_1', status } })

const asked = deed('actions.create', {
  'action.created': action('pending_approval', {
    decision: 'require_approval',
    approval_id: 'apr_1',
  }),
  'approval.requested': approval('pending'),
})

async function count(...deeds: Deed[]) {
  const counted = new TransitionCount()
  for (const one of deeds) counted.record(one)
  return counted.read(nobody)
}

test('a unit that creates counts for the action and its approval', async () => {
  expect(await count(asked)).toEqual({ 'action.require_approval': 1, 'approval.request': 1 })
})

test('what was decided tells allow from warn', async () => {
  const made = (decision: string) =>
    deed('actions.create', { 'action.created': action('approved', { decision }) })
  expect(await count(made('allow'))).toEqual({ 'action.allow': 1 })
  expect(await count(made('warn'))).toEqual({ 'action.warn': 1 })
})

test('a life counts each step once', async () => {
  const life = await count(
    asked,
    deed('approvals.approve', {
      'approval.granted': approval('approved'),
      'action.updated': action('approved'),
    }),
    deed('actions.claim', { 'action.claimed': action('running') }),
    deed('actions.renew', {}),
    deed('actions.renew', {}),
    deed('actions.outcome', { 'action.completed': action('completed') }),
  )
  expect(life).toMatchObject({
    'action.approve': 1,
    'approval.approve': 1,
    'action.claim': 1,
    'action.renew': 2,
    'action.complete': 1,
  })
})

const nothing: [string, Deed[]][] = [
  ['an event of another state', [deed('actions.claim', { 'action.claimed': action('approved') })]],
  ['a claim from nowhere', [deed('actions.claim', { 'action.claimed': action('running') })]],
  [
    'a change without its event',
    [
      deed('actions.create', { 'action.created': action('approved', { decision: 'block' }) }),
      deed('actions.claim', { 'action.updated': action('running') }),
    ],
  ],
  [
    'what a worker does in an operation’s stead',
    [deed('sweeper', { 'action.created': action('approved', { decision: 'allow' }) }, null)],
  ],
]

test.each(nothing)('%s counts for nothing', async (_, deeds) => {
  expect(await count(...deeds)).toEqual({})
})

test('time counts when a worker has written it down, and the action follows its approval', async () => {
  const counted = new TransitionCount()
  counted.record(asked)
  counted.record(deed('governance.sweep', { 'approval.expired': approval('expired') }, null))
  expect(await counted.read(async () => 'expired')).toMatchObject({
    'approval.expire': 1,
    'action.expire': 1,
  })
})

test('what has not followed is not counted', async () => {
  const counted = new TransitionCount()
  counted.record(asked)
  counted.record(deed('governance.sweep', { 'approval.expired': approval('expired') }, null))
  expect(await counted.read(async () => 'pending_approval')).not.toHaveProperty('action.expire')
})

test('an approval is cancelled with its action', async () => {
  const counted = new TransitionCount()
  counted.record(asked)
  const cancelled = action('cancelled', { approval_id: 'apr_1' })
  counted.record(deed('actions.cancel', { 'action.cancelled': cancelled }))
  const looked: string[] = []
  const counts = await counted.read(async (resource, id) => {
    looked.push(`${resource} ${id}`)
    return 'cancelled'
  })
  expect(looked).toEqual(['approval apr_1'])
  expect(counts).toMatchObject({ 'action.cancel_pending': 1, 'approval.cancel': 1 })
})
