import type {
  ErrorCode,
  PolicyDefinition,
  PolicyDefinitionInput,
  PolicyDocument,
} from '@coxswain/contract'
import { CoxswainError } from '../../coxswain-error.ts'
import { createPolicy, type PolicyOrigin, type PolicyRecord } from './policy.ts'
import { tryPolicy } from './policy-trial.ts'

export const documentFormat = 'coxswain.policies/v1'

/** Errors of one document that are told of. */
const maxErrors = 100

/** The policies of an org as a document, which is the same for the same policies. */
export function policyDocument(policies: readonly PolicyRecord[]): PolicyDocument {
  // By code units, as collations differ from database to database.
  const byName = [...policies].sort((one, other) => (one.name < other.name ? -1 : 1))
  return { format: documentFormat, policies: byName.map(definition) }
}

function definition(policy: PolicyRecord): PolicyDefinition {
  return {
    name: policy.name,
    description: policy.description,
    enabled: policy.enabled,
    mode: policy.mode,
    agent_ids: policy.agentIds === null ? null : [...policy.agentIds],
    rule: policy.rule,
    tests: [...policy.tests],
    metadata: policy.metadata,
  }
}

/** The policies of a document, with new ids. One name stands for one policy, and its own cases hold. */
export function readDocument(
  definitions: readonly PolicyDefinitionInput[],
  origin: () => PolicyOrigin,
  now: number,
): PolicyRecord[] {
  refuseTwins(definitions)
  const policies = definitions.map((one, index) =>
    createPolicy(origin(), one, now, `/policies/${index}`),
  )
  refuseFailedTests(policies, now)
  return policies
}

interface Flaw {
  readonly pointer: string
  readonly code: string
  readonly message: string
}

function refuseTwins(definitions: readonly PolicyDefinitionInput[]): void {
  const first = new Map<string, number>()
  const flaws: Flaw[] = []
  for (const [index, { name }] of definitions.entries()) {
    const twin = first.get(name)
    if (twin === undefined) first.set(name, index)
    else {
      const pointer = `/policies/${index}/name`
      flaws.push({
        pointer,
        code: 'duplicate',
        message: `is the name of \`/policies/${twin}\` too`,
      })
    }
  }
  refuse('validation_failed', flaws, 'two policies of the document have one name')
}

function refuseFailedTests(policies: readonly PolicyRecord[], now: number): void {
  const flaws = policies.flatMap((policy, index) =>
    tryPolicy(policy, policy.tests, now).results.flatMap(({ passed, expected, actual }, at) => {
      if (passed) return []
      const pointer = `/policies/${index}/tests/${at}`
      const message = `expects \`${expected}\`, and the policy says \`${actual}\``
      return [{ pointer, code: 'test_failed', message }]
    }),
  )
  refuse(
    'policy_tests_failed',
    flaws,
    'a policy of the document does not decide as its own cases expect',
  )
}

function refuse(code: ErrorCode, flaws: readonly Flaw[], detail: string): void {
  if (flaws.length === 0) return
  throw new CoxswainError(code, { detail, errors: flaws.slice(0, maxErrors) })
}
