import type { AnyUnit, WriteUnit } from '../../store/unit-of-work.ts'
import { hasLeftWindow, type PolicyUse, type UseWindow } from './policy-use.ts'
import { insertPolicyUse, lastUse, timeOfUse } from './policy-use-repository.ts'

/** The number of the next use, and whether the window has room for it. */
export async function nextUse(
  unit: AnyUnit,
  use: PolicyUse,
  window: UseWindow,
  now: number,
): Promise<{ readonly number: number; readonly hasRoom: boolean }> {
  const number = (await lastUse(unit, use)) + 1
  return { number, hasRoom: await hasRoomFor(unit, use, number, window, now) }
}

/**
 * Takes the next number whether there is room for it or not, and says which. Whoever takes one at the
 * same time waits for this unit, so the answer stays true.
 */
export async function takeNextUse(
  unit: WriteUnit,
  use: PolicyUse,
  window: UseWindow,
  { actionId, now }: { readonly actionId: string; readonly now: number },
): Promise<{ readonly number: number; readonly hasRoom: boolean }> {
  for (;;) {
    const number = (await lastUse(unit, use)) + 1
    if (!(await insertPolicyUse(unit, use, { number, actionId, now }))) continue
    return { number, hasRoom: await hasRoomFor(unit, use, number, window, now) }
  }
}

async function hasRoomFor(
  unit: AnyUnit,
  use: PolicyUse,
  number: number,
  { maxUses, windowSeconds }: UseWindow,
  now: number,
): Promise<boolean> {
  const oldest = number <= maxUses ? null : await timeOfUse(unit, use, number - maxUses)
  return hasLeftWindow(oldest, windowSeconds, now)
}
