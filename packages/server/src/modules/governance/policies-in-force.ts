import type { AnyUnit } from '../../store/unit-of-work.ts'
import { type CompiledPolicy, compilePolicy } from './compiled-policy.ts'
import { readPolicies, readRevision } from './policy-repository.ts'

interface Kept {
  readonly revision: string
  readonly policies: readonly CompiledPolicy[]
}

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

  async read(unit: AnyUnit, orgId: string): Promise<readonly CompiledPolicy[]> {
    const revision = await readRevision(unit, orgId)
    const kept = this.#kept.get(orgId)
    if (kept !== undefined && kept.revision === revision) return kept.policies
    const policies = (await readPolicies(unit, orgId)).map(compilePolicy)
    // Where units overlap, another one may have committed between the two readings.
    if (revision !== null && revision === (await readRevision(unit, orgId))) {
      this.#keep(orgId, { revision, policies })
    }
    return policies
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
