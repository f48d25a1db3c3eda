import { isKeyed, type Operation } from './operation.ts'

interface Rule {
  when: (operation: Operation) => boolean
  statuses: number[]
}

/** contract.md, "Errors": which responses an operation has follows from what it is. */
const rules: Rule[] = [
  { when: (op) => op.bodyExample !== undefined, statuses: [400, 413, 415, 422] },
  { when: (op) => op.pathParams.length + op.queryParams.length > 0, statuses: [422] },
  { when: (op) => op.paginated, statuses: [400] },
  // A PUT creates what is absent, a DELETE answers 204 for it.
  {
    when: (op) => op.pathParams.length > 0 && !['DELETE', 'PUT'].includes(op.method),
    statuses: [404],
  },
  { when: (op) => op.security !== 'none', statuses: [401, 403, 429] },
  // What only reads takes no Idempotency-Key, whatever its verb.
  {
    when: isKeyed,
    statuses: [409, 422],
  },
  { when: (op) => op.conditional, statuses: [412] },
  { when: (op) => op.id !== 'ops.live', statuses: [500] },
  { when: (op) => op.transaction !== 'none' || op.id === 'ops.ready', statuses: [503] },
]

/**
 * The statuses that must be covered: what the rules ask for and whatever else is documented.
 * Documenting less than the rules ask for leaves a response that no server can produce in accordance
 * with the contract, and so a hole in the coverage.
 */
export function requiredResponses(operation: Operation): number[] {
  const statuses = new Set([operation.success.status, ...operation.documented])
  for (const rule of rules) {
    if (rule.when(operation)) for (const status of rule.statuses) statuses.add(status)
  }
  return [...statuses].sort((a, b) => a - b)
}
