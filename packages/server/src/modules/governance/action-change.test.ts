import { expect, test } from 'vitest'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { type ActionRecord, movedAction } from './action.ts'
import { changeAction } from './action-change.ts'
import { type ActionRow, actionRow } from './action-row.ts'

const now = 1_000_000
const approved: ActionRecord = {
  orgId: 'org_1',
  id: 'act_1',
  version: 1,
  agentId: 'a',
  sessionId: null,
  parentActionId: null,
  actionType: 'free',
  goal: 'Work',
  act: { type: 'custom', name: 'x', data: {} },
  actHash: 'hash',
  reversible: true,
  systemsTouched: ['one'],
  authorizationScope: null,
  evidence: [],
  branch: null,
  declaredRiskScore: null,
  riskScore: 0,
  decision: 'allow',
  reasons: [],
  decisionId: 'dec_1',
  approvalId: null,
  approvedAct: null,
  approvedActHash: null,
  status: 'approved',
  approvalExpiresAt: null,
  claimId: null,
  leaseExpiresAt: null,
  reasoning: null,
  summary: null,
  errorMessage: null,
  cancelReason: null,
  cost: null,
  drift: 0,
  metadata: {},
  createdBy: 'key_1',
  createdAt: now,
  updatedAt: now,
  startedAt: null,
  endedAt: null,
}
const claimedBy = (claimId: string) => (action: ActionRecord) =>
  movedAction(action, { on: 'claim', claimId, leaseMs: 5000 }, now).action

/** A database where units overlap: `meanwhile` is committed between the first reading and writing. */
function overlapping(meanwhile: (action: ActionRecord) => ActionRecord) {
  let row: ActionRow = actionRow(approved)
  let reads = 0
  const run = async (_query: unknown, values: Record<string, unknown>) => {
    if (!('seen_version' in values)) {
      reads += 1
      const seen = row
      if (reads === 1) row = actionRow(meanwhile(approved))
      return [seen]
    }
    const { seen_version, seen_status, ...columns } = values
    if (row.version !== seen_version || row.status !== seen_status) return []
    row = { ...row, ...columns }
    return [{ id: row.id }]
  }
  return { unit: { run } as unknown as WriteUnit, row: () => row }
}

test('a claim that another one overtook is refused by what that one left', async () => {
  const { unit, row } = overlapping(claimedBy('clm_first'))
  const late = changeAction(unit, 'org_1', 'act_1', claimedBy('clm_late'))
  await expect(late).rejects.toMatchObject({ code: 'already_claimed', state: 'running' })
  expect(row().claim_id).toBe('clm_first')
})

test('an edit that another one overtook is made of what that one left', async () => {
  const { unit, row } = overlapping((action) => ({ ...action, drift: 1, version: 2 }))
  const raised = (action: ActionRecord) => ({
    ...action,
    drift: action.drift + 1,
    version: action.version + 1,
  })
  expect((await changeAction(unit, 'org_1', 'act_1', raised)).drift).toBe(2)
  expect([row().drift, row().version]).toEqual([2, 3])
})
