import { transitions } from '@coxswain/contract'
import { expect, test } from 'vitest'
import { actionTransitions } from './action-state.ts'
import { approvalTransitions } from './approval.ts'
import { assumptionTransitions } from './assumption.ts'

interface Row {
  readonly from: string | null
  readonly on: string | null
  readonly given: string | null
  readonly to: string
  readonly events: readonly string[]
}

/** Where an operation is not the resource's own. */
const resourceOf: Readonly<Record<string, string>> = { approve: 'approvals', deny: 'approvals' }

function told(resource: 'action' | 'approval' | 'assumption', rows: readonly Row[]) {
  return rows.map(({ from, on, given, to, events }) => {
    const owner = resource === 'assumption' ? 'assumptions' : 'actions'
    const operation = on === null ? null : `${resourceOf[on] ?? owner}.${on}`
    return { resource, from, operation, given, to, events: [...events] }
  })
}

/** The contract says what is given in words: `decision allow`, `outcome failed`. */
const promised = transitions.map(({ resource, from, operation, condition, to, events }) => {
  const given = /^(?:decision|outcome) (\w+)$/.exec(condition ?? '')?.[1] ?? null
  return { resource, from, operation, given, to, events: [...events] }
})
const built = [
  ...told('action', actionTransitions),
  ...told('approval', approvalTransitions),
  ...told('assumption', assumptionTransitions),
]

test('every transition of the contract is built', () => {
  for (const row of promised) expect(built).toContainEqual(row)
})

test('every transition that is built stands in the contract', () => {
  for (const row of built) expect(promised).toContainEqual(row)
  expect(built).toHaveLength(promised.length)
})
