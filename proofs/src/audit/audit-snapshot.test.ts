import { expect, test } from 'vitest'
import type { Snapshot } from '../database/snapshot.ts'
import { compareBook } from '../load/book.ts'
import { auditSnapshot } from './audit-snapshot.ts'

const orgId = 'org_a'
const action = { id: 'act_1', status: 'running', label: 'one' }
const sound: Snapshot = {
  damage: [],
  logs: [{ orgId, firstSeq: 1, lastSeq: 2, lastId: 'evt_2' }],
  events: [
    {
      orgId,
      seq: 1,
      id: 'evt_1',
      event: 'action.created',
      view: { ...action, status: 'approved' },
    },
    { orgId, seq: 2, id: 'evt_2', event: 'action.claimed', view: action },
  ],
  answers: [{ keyHash: 'k', status: 201, id: 'act_1' }],
  resources: [{ kind: 'action', orgId, ...action }],
  actions: [{ id: 'act_1', decisionId: 'dec_1', status: 'running', claimId: 'clm_1' }],
  decisions: [{ id: 'dec_1', actionId: 'act_1', grantId: 'grt_1' }],
  grants: [{ id: 'grt_1', usedByActionId: 'act_1' }],
}
const [created, claimed] = sound.events as [Snapshot['events'][number], Snapshot['events'][number]]
const row = { kind: 'action', orgId, ...action } as const

test('a sound database has nothing to be found', () => {
  expect(auditSnapshot(sound)).toEqual([])
})

const spoilt: [what: string, part: Partial<Snapshot>, finding: RegExp][] = [
  ['a page is damaged', { damage: ['page 3 is never used'] }, /^damage: page 3/],
  ['an event is missing', { events: [claimed] }, /has a hole before seq 2/],
  ['the last event is missing', { events: [created] }, /has 1 events from 1 to 2/],
  [
    'the head tells another id',
    { logs: [{ orgId, firstSeq: 1, lastSeq: 2, lastId: null }] },
    /ends with another id/,
  ],
  ['there is no head', { logs: [] }, /has events and no head/],
  [
    'a row is missing',
    { resources: [] },
    /action.claimed tells of org_a\/act_1, which is not there/,
  ],
  [
    'a row is behind',
    { resources: [{ ...row, status: 'approved' }] },
    /is approved, the log says running/,
  ],
  [
    'a row is called otherwise',
    { resources: [{ ...row, label: 'two' }] },
    /is two, the log says one/,
  ],
  [
    'a row was never told of',
    { resources: [row, { ...row, id: 'act_2' }] },
    /nothing tells of action act_2/,
  ],
  ['an effect is there twice', { resources: [row, { ...row, id: 'act_2' }] }, /^twice: action one/],
  ['an effect has no answer', { answers: [] }, /no answer is stored for action act_1/],
  [
    'an answer has no effect',
    { answers: [...sound.answers, { keyHash: 'l', status: 201, id: 'ses_1' }] },
    /201 tells of ses_1/,
  ],
  [
    'a decision is used twice',
    {
      actions: [
        ...sound.actions,
        { id: 'act_2', decisionId: 'dec_1', status: 'approved', claimId: null },
      ],
    },
    /^used twice: dec_1/,
  ],
  [
    'a grant is used twice',
    { decisions: [...sound.decisions, { id: 'dec_2', actionId: 'act_2', grantId: 'grt_1' }] },
    /^used twice: grant grt_1/,
  ],
  [
    'a claim serves two actions',
    {
      actions: [
        ...sound.actions,
        { id: 'act_2', decisionId: 'dec_2', status: 'running', claimId: 'clm_1' },
      ],
    },
    /^used twice: clm_1/,
  ],
  [
    'an action takes two grants',
    { grants: [...sound.grants, { id: 'grt_2', usedByActionId: 'act_1' }] },
    /^two grants for one action: act_1/,
  ],
  [
    'a decision is not used by its action',
    { decisions: [{ id: 'dec_1', actionId: null, grantId: null }] },
    /dec_1 is not used by act_1/,
  ],
  [
    'an action is claimed twice',
    {
      logs: [{ orgId, firstSeq: 1, lastSeq: 3, lastId: 'evt_3' }],
      events: [created, claimed, { ...claimed, seq: 3, id: 'evt_3' }],
    },
    /action.claimed twice for act_1/,
  ],
]

test.each(spoilt)('it is found out when %s', (_what, part, finding) => {
  expect(auditSnapshot({ ...sound, ...part })).toContainEqual(expect.stringMatching(finding))
})

const fact = { kind: 'action', label: 'one', id: 'act_1', status: 'running', at: 0 } as const

test('what was acknowledged is compared with what is there', () => {
  expect(compareBook(sound, [fact, { ...fact, status: 'approved' }])).toEqual([])
  expect(compareBook(sound, [{ ...fact, label: 'two' }])[0]).toMatch(/^lost: action two/)
  expect(compareBook(sound, [{ ...fact, status: 'completed' }])[0]).toMatch(/^lost: .*is running/)
  expect(compareBook(sound, [{ ...fact, id: 'act_9' }])[0]).toMatch(/^other: /)
  const twice = { ...sound, resources: [row, { ...row, id: 'act_2' }] }
  expect(compareBook(twice, [fact])[0]).toMatch(/^twice: action one/)
})
