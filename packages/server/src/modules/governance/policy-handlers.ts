import type { PolicySimulation } from '@coxswain/contract'
import type { Handlers } from '../../contract-operations.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { AnyUnit, ReadUnit } from '../../store/unit-of-work.ts'
import { readChains } from './chain-repository.ts'
import { compilePolicy } from './compiled-policy.ts'
import type { DecisionRecord } from './decision.ts'
import { listDecisions } from './decision-repository.ts'
import { type PolicySet, policySet } from './policies-in-force.ts'
import {
  checkTests,
  createPolicy,
  type PolicyRecord,
  policyNameTaken,
  policySummary,
  policyView,
  requireReadable,
  type StoredPolicy,
  storedSummary,
  updatePolicy,
} from './policy.ts'
import {
  deletePolicy,
  findPolicy,
  findPolicyId,
  listPolicies,
  readPolicies,
  renewRevision,
  savePolicy,
} from './policy-repository.ts'
import { tryPolicy } from './policy-trial.ts'
import { type Past, simulate } from './simulation.ts'

type PolicyOperation =
  | 'policies.create'
  | 'policies.list'
  | 'policies.get'
  | 'policies.update'
  | 'policies.delete'
  | 'policies.test'
  | 'policies.simulate'

export const policyHandlers: Handlers<PolicyOperation> = {
  async 'policies.create'({ body }, { tx, events, orgId, principal, ids, now, etag }) {
    await renewRevision(tx, orgId)
    await refuseTakenName(tx, orgId, body.name, null)
    const origin = { orgId, id: ids.next('pol', orgId), createdBy: principal.id }
    const policy = createPolicy(origin, body, now)
    await savePolicy(tx, policy)
    events.append('policy.created', policy.id, { policy: policySummary(policy) })
    etag(policy.version)
    return policyView(policy)
  },

  'policies.list'({ query }, { tx, orgId, page }) {
    const filter = { enabled: query.enabled, type: query.type }
    return page(query, {
      fetch: (range) => listPolicies(tx, orgId, filter, range),
      position: (policy) => [policy.createdAt, policy.id],
      item: policyView,
    })
  },

  async 'policies.get'({ path }, { tx, orgId, etag }) {
    const policy = await requirePolicy(tx, orgId, path.policy_id)
    etag(policy.version)
    return policyView(policy)
  },

  async 'policies.update'({ path, body }, { tx, events, orgId, now, etag, checkVersion }) {
    await renewRevision(tx, orgId)
    const policy = await requirePolicy(tx, orgId, path.policy_id)
    if (body.name !== undefined) await refuseTakenName(tx, orgId, body.name, policy.id)
    checkVersion(policy.version)
    const updated = updatePolicy(policy, body, now)
    etag(updated.version)
    if (updated === policy) return policyView(policy)
    await savePolicy(tx, updated)
    events.append('policy.updated', updated.id, { policy: policySummary(updated) })
    return policyView(updated)
  },

  async 'policies.delete'({ path }, { tx, events, orgId }) {
    await renewRevision(tx, orgId)
    const stored = await findPolicy(tx, orgId, path.policy_id)
    if (stored === null) return
    await deletePolicy(tx, orgId, stored.id)
    events.append('policy.deleted', stored.id, { policy: storedSummary(stored) })
  },

  async 'policies.test'({ path, body }, { tx, orgId, now }) {
    const policy = await requirePolicy(tx, orgId, path.policy_id)
    const { cases = [] } = body
    checkTests(cases, '/cases')
    return tryPolicy(policy, [...policy.tests, ...cases], now)
  },

  async 'policies.simulate'({ body }, { tx, orgId }) {
    const { policy_id: replaced = null } = body
    const stored = replaced === null ? null : await requireStored(tx, orgId, replaced)
    const today = (await readPolicies(tx, orgId)).map(compilePolicy)
    const after = [...today.filter(({ id }) => id !== replaced), compileDraft(body, stored)]
    const limit = Math.min(
      body.max_decisions ?? defaultReplayed,
      Math.ceil(maxAsked / after.length),
    )
    const { decisions, more } = await pastDecisions(tx, orgId, body, limit)
    const sets = { before: policySet(today), after: policySet(after) }
    const chainOf = await pastChains(tx, orgId, sets, decisions)
    const end = performance.now() + maxSimulationMs
    const goesOn = () => performance.now() < end
    return simulate(sets, { newestFirst: decisions, hasMore: more, chainOf }, goesOn)
  },
}

const defaultReplayed = 1000
/** Questions to policies in one simulation, each a fraction of a microsecond that others wait. */
const maxAsked = 500_000
/** Some acts are read much more slowly than others. */
const maxSimulationMs = 1000
/** Rows that one statement reads at most. */
const pageSize = 500

async function requireStored(tx: AnyUnit, orgId: string, id: string): Promise<StoredPolicy> {
  const stored = await findPolicy(tx, orgId, id)
  if (stored !== null) return stored
  throw new CoxswainError('not_found', { detail: `there is no policy \`${id}\`` })
}

async function requirePolicy(tx: AnyUnit, orgId: string, id: string): Promise<PolicyRecord> {
  return requireReadable(await requireStored(tx, orgId, id))
}

async function refuseTakenName(
  tx: AnyUnit,
  orgId: string,
  name: string,
  own: string | null,
): Promise<void> {
  const holder = await findPolicyId(tx, orgId, name)
  if (holder !== null && holder !== own) throw policyNameTaken(holder, name)
}

function compileDraft(body: PolicySimulation, replaced: StoredPolicy | null) {
  return compilePolicy({
    id: replaced?.id ?? null,
    name: replaced?.name ?? null,
    version: null,
    mode: 'enforce',
    agentIds: JSON.stringify(body.agent_ids ?? null),
    rule: JSON.stringify(body.rule),
  })
}

/** The newest decisions of a time, and whether there are more. */
async function pastDecisions(
  tx: ReadUnit,
  orgId: string,
  { since, until }: PolicySimulation,
  limit: number,
): Promise<{ decisions: DecisionRecord[]; more: boolean }> {
  const filter = { since: milliseconds(since), until: milliseconds(until) }
  const decisions: DecisionRecord[] = []
  while (decisions.length <= limit) {
    const last = decisions.at(-1)
    const after = last === undefined ? null : [last.createdAt, last.id]
    const page = await listDecisions(tx, orgId, filter, { limit: pageSize, after })
    decisions.push(...page)
    if (page.length < pageSize) break
  }
  return { decisions: decisions.slice(0, limit), more: decisions.length > limit }
}

/** What led to the acts of the past, where a policy looks at it. */
async function pastChains(
  tx: ReadUnit,
  orgId: string,
  { before, after }: { readonly before: PolicySet; readonly after: PolicySet },
  decisions: readonly DecisionRecord[],
): Promise<Past['chainOf']> {
  if (![...before.needy, ...after.needy].some(({ needs }) => needs.chain)) return () => []
  const parents = decisions.flatMap(({ request }) => request.parentActionId ?? [])
  return readChains(tx, orgId, parents)
}

function milliseconds(time: string | null | undefined): number | undefined {
  return time === null || time === undefined ? undefined : Date.parse(time)
}
