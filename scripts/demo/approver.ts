import { setTimeout as pause } from 'node:timers/promises'
import type { ApprovalApprove, Coxswain } from '@coxswain/client'

type Tell = (what: string) => void

/** Someone who decides as soon as an approval is asked for: the third part of the demo's cast. */
export async function approve(cox: Coxswain, cursor: string, until: number, tell: Tell) {
  const stream = cox.events.stream({ types: ['approval.requested'], lastEventId: cursor })
  let decided = 0
  for await (const item of stream) {
    if (item.event !== 'approval.requested') continue
    await decide(cox, item.payload.approval.id, tell)
    decided += 1
    if (decided === until) break
  }
}

async function decide(cox: Coxswain, id: string, tell: Tell): Promise<void> {
  const { action_type, goal } = await cox.approvals.get(id)
  // A person needs a moment.
  await pause(250)
  if (action_type === 'refund') {
    tell(`denies "${goal}"`)
    await cox.approvals.deny(id, { message: 'once is enough' })
    return
  }
  const how: ApprovalApprove = action_type === 'pay' ? { modified_act: smaller } : {}
  tell(`approves "${goal}"${how.modified_act ? ', but only half of it' : ''}`)
  await cox.approvals.approve(id, { ...how, message: 'go, but not on Friday' })
}

const smaller = {
  type: 'custom',
  name: 'pay',
  data: { invoice: '2113', amount: '600.00' },
} as const
