import type { AnyUnit } from '../../store/unit-of-work.ts'
import { type CompiledPolicy, compilePolicy } from './compiled-policy.ts'
import type { NeedyPolicy } from './facts.ts'
import { readPolicies, readRevision } from './policy-repository.ts'

/** The enabled policies of an org. */
export interface PolicySet {
  readonly policies: readonly CompiledPolicy[]
  /** Those among them that need to know more than a request says. */
  readonly needy: readonly NeedyPolicy[]
}

interface Kept extends PolicySet {
  readonly revision: string
}

export const noPolicies: PolicySet = Object.freeze({ policies: [], needy: [] })

/**
 * The enabled policies of orgs, ready to be asked. They are read again when their revision is another
 * one, which the unit itself reads: every change of a policy gives its org a new revision in the same
 * unit, and no revision is given twice, so a kept set is what the unit would read. What a rollback
 * takes back is kept under a revision that no unit will see again.
 */
export class PoliciesInForce {
  readonly #maxPolicies: number
  readonly #kept = new Map<string, Kept>()
  #count = 0

  /** `maxPolicies`: to keep, of all orgs together; beyond it all are forgotten, and read again as needed. */
  constructor(maxPolicies = 20_000) {
    this.#maxPolicies = maxPolicies
  }

  async read(unit: AnyUnit, orgId: string): Promise<PolicySet> {
    const revision = await readRevision(unit, orgId)
    const kept = this.#kept.get(orgId)
    if (kept !== undefined && kept.revision === revision) return kept
    const set = policySet((await readPolicies(unit, orgId)).map(compilePolicy))
    // Where units overlap, another one may have committed between the two readings.
    if (revision !== null && revision === (await readRevision(unit, orgId))) {
      this.#keep(orgId, { revision, ...set })
    }
    return set
  }

  #keep(orgId: string, kept: Kept): void {
    if (this.#count + kept.policies.length > this.#maxPolicies) {
      this.#kept.clear()
      this.#count = 0
    }
    this.#count += kept.policies.length - (this.#kept.get(orgId)?.policies.length ?? 0)
    this.#kept.set(orgId, kept)
  }
}

export function policySet(policies: readonly CompiledPolicy[]): PolicySet {
  return { policies, needy: policies.filter(isNeedy) }
}

function isNeedy(policy: CompiledPolicy): policy is NeedyPolicy {
  return !('unreadable' in policy) && policy.needs !== null
}
