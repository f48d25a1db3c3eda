import { isDeepStrictEqual } from 'node:util'
import type {
  Policy,
  PolicyCreate,
  PolicyRuleInput,
  PolicySummary,
  PolicyTestCaseInput,
  PolicyUpdate,
} from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import { type Metadata, patchMetadata } from '../identity/index.ts'
import { checkActSize } from './act-hash.ts'
import type { PolicySource } from './compiled-policy.ts'

export interface PolicyRecord {
  readonly orgId: string
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly enabled: boolean
  readonly mode: 'monitor' | 'enforce'
  /** Globs; `null` for all agents. */
  readonly agentIds: readonly string[] | null
  readonly rule: PolicyRuleInput
  readonly tests: readonly PolicyTestCaseInput[]
  readonly metadata: Metadata
  readonly version: number
  readonly createdBy: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** A policy as it is stored; `policy` is `null` when this server can't read it. */
export interface StoredPolicy {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly policy: PolicyRecord | null
}

export interface PolicyOrigin {
  readonly orgId: string
  readonly id: string
  readonly createdBy: string | null
}

/** `pointer` says where the policy stands in what was sent. */
export function createPolicy(
  origin: PolicyOrigin,
  body: PolicyCreate,
  now: number,
  pointer = '',
): PolicyRecord {
  const tests = body.tests ?? []
  checkTests(tests, `${pointer}/tests`)
  return {
    ...origin,
    name: body.name,
    description: body.description ?? null,
    enabled: body.enabled ?? true,
    mode: body.mode ?? 'enforce',
    agentIds: body.agent_ids ?? null,
    rule: body.rule,
    tests,
    metadata: body.metadata ?? {},
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}

/** The policy after a merge patch; the same object when nothing changes. */
export function updatePolicy(policy: PolicyRecord, body: PolicyUpdate, now: number): PolicyRecord {
  if (body.tests !== undefined) checkTests(body.tests, '/tests')
  const updated = {
    ...policy,
    name: body.name ?? policy.name,
    description: body.description === undefined ? policy.description : body.description,
    enabled: body.enabled ?? policy.enabled,
    mode: body.mode ?? policy.mode,
    agentIds: body.agent_ids === undefined ? policy.agentIds : body.agent_ids,
    rule: body.rule ?? policy.rule,
    tests: body.tests ?? policy.tests,
    metadata: patchMetadata(policy.metadata, body.metadata),
  }
  if (isDeepStrictEqual(updated, policy)) return policy
  return { ...updated, version: policy.version + 1, updatedAt: now }
}

/** The policy with another in its place, which keeps only its id; the same object when nothing changes. */
export function replacePolicy(
  policy: PolicyRecord,
  wanted: PolicyRecord,
  now: number,
): PolicyRecord {
  const { orgId, id, createdBy, createdAt, version, updatedAt } = policy
  const replaced = { ...wanted, orgId, id, createdBy, createdAt, version, updatedAt }
  if (isDeepStrictEqual(replaced, policy)) return policy
  return { ...replaced, version: version + 1, updatedAt: now }
}

/** An act of a test is an act: it is no longer than one. */
export function checkTests(tests: readonly PolicyTestCaseInput[], pointer: string): void {
  for (const [index, { given }] of tests.entries()) {
    checkActSize(given.act, `${pointer}/${index}/given/act`)
  }
}

/** A policy that the server that runs can't read was written by another one. */
export function requireReadable({ id, policy }: StoredPolicy): PolicyRecord {
  if (policy !== null) return policy
  throw new CoxswainError('internal_error', {
    detail: `this server can't read the policy \`${id}\`, so the guard asks for approval of every act: delete it, or run the server that wrote it`,
  })
}

export function policyNameTaken(id: string, name: string): CoxswainError {
  return new CoxswainError('policy_name_taken', {
    detail: `the policy \`${id}\` is called \`${name}\` already`,
  })
}

export function policySource(policy: PolicyRecord): PolicySource {
  const { id, name, version, mode } = policy
  const [agentIds, rule] = [JSON.stringify(policy.agentIds), JSON.stringify(policy.rule)]
  return { id, name, version, mode, agentIds, rule }
}

export function policyView(policy: PolicyRecord): Policy {
  return {
    id: policy.id,
    org_id: policy.orgId,
    name: policy.name,
    description: policy.description,
    enabled: policy.enabled,
    mode: policy.mode,
    agent_ids: agentGlobs(policy),
    rule: policy.rule,
    tests: [...policy.tests],
    version: policy.version,
    metadata: policy.metadata,
    created_by: policy.createdBy,
    created_at: timestamp(policy.createdAt),
    updated_at: timestamp(policy.updatedAt),
  }
}

export function policySummary(policy: PolicyRecord): PolicySummary {
  return {
    id: policy.id,
    name: policy.name,
    enabled: policy.enabled,
    mode: policy.mode,
    agent_ids: agentGlobs(policy),
    rule: policy.rule,
    version: policy.version,
    created_at: timestamp(policy.createdAt),
    updated_at: timestamp(policy.updatedAt),
  }
}

/** What can be said of a policy, read or not; one that is not read concerns all. */
export function storedSummary({ policy, ...stored }: StoredPolicy): PolicySummary {
  if (policy !== null) return policySummary(policy)
  const { id, name, enabled, version } = stored
  return {
    id,
    name,
    enabled,
    mode: 'enforce',
    agent_ids: null,
    rule: null,
    version,
    created_at: timestamp(stored.createdAt),
    updated_at: timestamp(stored.updatedAt),
  }
}

function agentGlobs({ agentIds }: PolicyRecord): string[] | null {
  return agentIds === null ? null : [...agentIds]
}
