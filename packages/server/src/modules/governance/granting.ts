import type { DecisionGrant } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import type { Ids } from '../../ids.ts'
import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import type { GrantRecord } from './grant.ts'
import { findLiveGrant, insertGrant, markGrantUsed } from './grant-repository.ts'
import type { StandingGrant } from './judge.ts'
import type { PolicyUse } from './policy-use.ts'
import { insertPolicyUse } from './policy-use-repository.ts'
import { nextUse } from './policy-uses.ts'

/** What a grant is sought for. */
export interface GrantSubject {
  readonly orgId: string
  readonly agentId: string
  readonly actHash: string
  readonly now: number
}

/** The grant that would allow an act: an approver's, else a policy's. It is only told of. */
export async function tellGrant(
  unit: AnyUnit,
  subject: GrantSubject,
  standing: readonly StandingGrant[],
): Promise<DecisionGrant | null> {
  const grant = await findLiveGrant(unit, subject)
  if (grant !== null) return approversGrant(grant)
  for (const one of standing) {
    if ((await freeUse(unit, subject, one)) !== null) return policysGrant(one)
  }
  return null
}

/** Takes a grant for an action, so that nobody else can; `null` when there is none left. */
export async function takeGrant(
  unit: WriteUnit,
  subject: GrantSubject,
  standing: readonly StandingGrant[],
  actionId: string,
): Promise<DecisionGrant | null> {
  // Whoever was quicker took this one; there may be another.
  for (;;) {
    const grant = await findLiveGrant(unit, subject)
    if (grant === null) break
    const { orgId, id } = grant
    if (await markGrantUsed(unit, { orgId, id, actionId, now: subject.now }))
      return approversGrant(grant)
  }
  for (const one of standing) {
    if (await takeUse(unit, subject, one, actionId)) return policysGrant(one)
  }
  return null
}

/** Takes one use of a standing grant; false when none is left. */
export async function takeUse(
  unit: WriteUnit,
  subject: GrantSubject,
  standing: StandingGrant,
  actionId: string,
): Promise<boolean> {
  for (;;) {
    const number = await freeUse(unit, subject, standing)
    if (number === null) return false
    const use = policyUse(subject, standing)
    if (await insertPolicyUse(unit, use, { number, actionId, now: subject.now })) return true
  }
}

export interface GrantGift {
  readonly agentId: string
  /** Of the act that was approved. */
  readonly actHash: string
  readonly approvalId: string
  readonly actionId: string
  readonly seconds: number
}

/** What an approver gives beyond the action that is approved. */
export async function createGrant(
  { tx, orgId, ids, now }: { tx: WriteUnit; orgId: string; ids: Ids; now: number },
  { seconds, ...gift }: GrantGift,
): Promise<GrantRecord> {
  const id = ids.next('grt', orgId)
  const expiresAt = now + seconds * 1000
  const grant = {
    ...gift,
    orgId,
    id,
    createdAt: now,
    expiresAt,
    usedAt: null,
    usedByActionId: null,
  }
  await insertGrant(tx, grant)
  return grant
}

/** The number of the next use, if the window allows one. */
async function freeUse(
  unit: AnyUnit,
  subject: GrantSubject,
  standing: StandingGrant,
): Promise<number | null> {
  const { number, hasRoom } = await nextUse(
    unit,
    policyUse(subject, standing),
    standing,
    subject.now,
  )
  return hasRoom ? number : null
}

function policyUse(
  { orgId, agentId }: GrantSubject,
  { policyId }: Pick<StandingGrant, 'policyId'>,
): PolicyUse {
  return { orgId, policyId, agentId }
}

function approversGrant({ id, expiresAt }: GrantRecord): DecisionGrant {
  return { source: 'approval', id, expires_at: timestamp(expiresAt) }
}

function policysGrant({ policyId }: StandingGrant): DecisionGrant {
  return { source: 'policy', id: policyId, expires_at: null }
}
