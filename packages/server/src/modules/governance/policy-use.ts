/** What a policy counts uses of: acts that it grants or limits, numbered from 1 each. */
export interface PolicyUse {
  readonly orgId: string
  readonly policyId: string
  /** Whose uses are counted; empty for those of all agents together. */
  readonly agentId: string
}

/** How many uses there may be in any window. */
export interface UseWindow {
  readonly maxUses: number
  readonly windowSeconds: number
}

/**
 * Whether there is room for a use. There are `maxUses` in any window, so use n has room once
 * use n - maxUses has left the window: `usedAt` is the time of that one, `null` if there is none.
 */
export function hasLeftWindow(usedAt: number | null, windowSeconds: number, now: number): boolean {
  return usedAt === null || usedAt <= now - windowSeconds * 1000
}
