import type { Approval, Coxswain } from '@coxswain/client'

/** Stands for a person at `coxswain approvals`: lets the refund go, but only half of it. */
export async function approveHalf(operator: Coxswain, { id, act }: Approval): Promise<void> {
  if (act.type !== 'tool_call') return
  const modified = { ...act, arguments: { ...act.arguments, amount: '450.00' } }
  await operator.approvals.approve(id, { modified_act: modified, message: 'half is enough' })
}
