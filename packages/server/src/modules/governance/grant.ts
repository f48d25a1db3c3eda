/**
 * What an approver gave beyond one action: the same act of the same agent may be done once more
 * without asking.
 *
 *     approvals.approve (grant_seconds) -> live
 *     live | actions.create             -> used
 *     live | time passes                -> over
 */
export interface GrantRecord {
  readonly orgId: string
  readonly id: string
  readonly agentId: string
  readonly actHash: string
  readonly approvalId: string
  /** The action that was approved. */
  readonly actionId: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | null
  readonly usedByActionId: string | null
}
