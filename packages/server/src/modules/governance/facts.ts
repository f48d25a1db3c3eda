import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import { readChain } from './chain-repository.ts'
import type { GuardRequest } from './guard-request.ts'
import type { GuardPolicy } from './judge.ts'
import type { PolicyUse } from './policy-use.ts'
import { deletePolicyUse } from './policy-use-repository.ts'
import { nextUse, takeNextUse } from './policy-uses.ts'
import type { ActionLimit, Facts } from './rules/rule.ts'

/** A policy that needs to know more than the request says. */
export type NeedyPolicy = GuardPolicy & { readonly needs: NonNullable<GuardPolicy['needs']> }

/** A limit on actions that an act meets, of a policy and for whoever it counts. */
export interface MetLimit {
  readonly policy: GuardPolicy
  readonly use: PolicyUse
  readonly limit: ActionLimit
}

/** How often a policy was used; by an action, that action is counted. */
export type CountUse = (met: MetLimit) => Promise<{ readonly hasRoom: boolean }>

/** What the policies need to know about an act, read at most once each. */
export async function readFacts(
  unit: AnyUnit,
  orgId: string,
  needy: readonly NeedyPolicy[],
  request: GuardRequest,
  count: CountUse,
): Promise<Facts> {
  const chain = needsChain(needy, request)
    ? await readChain(unit, orgId, request.parentActionId ?? '')
    : []
  const spent = new Set<string>()
  for (const met of metLimits(needy, orgId, request)) {
    const { hasRoom } = await count(met)
    if (!hasRoom) spent.add(met.use.policyId)
  }
  return { chain, spent }
}

function needsChain(needy: readonly NeedyPolicy[], request: GuardRequest): boolean {
  if (request.parentActionId === null) return false
  return needy.some((policy) => policy.needs.chain && concerns(policy, request))
}

/** In one order for all, so that no two actions wait for each other. */
export function metLimits(
  needy: readonly NeedyPolicy[],
  orgId: string,
  request: GuardRequest,
): MetLimit[] {
  const met: MetLimit[] = []
  for (const policy of needy) {
    const { limit } = policy.needs
    if (limit === null || !concerns(policy, request)) continue
    const agentId = limit.per === 'org' ? '' : request.agentId
    met.push({ policy, limit, use: { orgId, policyId: policy.id ?? '', agentId } })
  }
  return met.sort((one, other) => (one.use.policyId < other.use.policyId ? -1 : 1))
}

function concerns(
  { concerns: ofAgent, needs }: NeedyPolicy,
  { agentId, actionType }: GuardRequest,
): boolean {
  return ofAgent(agentId) && needs.concerns(actionType)
}

/** Only looks whether there is room. */
export function tellUses(unit: AnyUnit, now: number): CountUse {
  return ({ use, limit }) => nextUse(unit, use, limit, now)
}

/** Takes a use of every limit that an action meets; all are given back if it is blocked. */
export class ActionUses {
  readonly #unit: WriteUnit
  readonly #by: { readonly actionId: string; readonly now: number }
  readonly #taken: { readonly use: PolicyUse; readonly number: number }[] = []

  constructor(unit: WriteUnit, by: { readonly actionId: string; readonly now: number }) {
    this.#unit = unit
    this.#by = by
  }

  readonly take: CountUse = async ({ use, limit }) => {
    const { number, hasRoom } = await takeNextUse(this.#unit, use, limit, this.#by)
    this.#taken.push({ use, number })
    return { hasRoom }
  }

  async giveBack(): Promise<void> {
    for (const { use, number } of this.#taken) await deletePolicyUse(this.#unit, use, number)
  }
}

/** The act has its action already, which was counted. */
export const countNothing: CountUse = async () => ({ hasRoom: true })
