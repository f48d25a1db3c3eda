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

/** A use of an `allow_grant` policy, numbered from 1 for each policy and agent. */
export interface PolicyUse {
  readonly orgId: string
  readonly policyId: string
  readonly agentId: string
}

/**
 * Whether a standing grant has a use left. It allows `maxUses` in any window, so use n is free once
 * use n - maxUses has left the window: `usedAt` is the time of that one, `null` if there is none.
 */
export function hasLeftWindow(usedAt: number | null, windowSeconds: number, now: number): boolean {
  return usedAt === null || usedAt <= now - windowSeconds * 1000
}
