import { Coxswain, GovernedError } from '@coxswain/client'
import { approveHalf } from './approver.ts'
import { scriptedModel, type ToolCall } from './scripted-model.ts'
import { tools } from './tools.ts'

const operator = new Coxswain() // COXSWAIN_BASE_URL, COXSWAIN_API_KEY
await operator.agents.upsert('support-1', {})
await operator.policies.create({
  name: 'A person looks at every refund',
  rule: { type: 'require_approval', action_types: ['refund.*'] },
})
await operator.policies.create({
  name: 'Customers stay',
  rule: { type: 'block_action_type', action_types: ['customer.delete'] },
})

// The agent has a key of its own, which is bound to it and can decide nothing.
const { secret } = await operator.apiKeys.create({
  name: 'support-1',
  scopes: ['actions:write', 'approvals:read'],
  agent_id: 'support-1',
})
const cox = new Coxswain({ apiKey: secret })

for (const call of scriptedModel) console.log(`${call.name}: ${await callTool(call)}`)

/** The one place where tools are called: what is refused becomes an answer that a model understands. */
async function callTool({ name, input }: ToolCall): Promise<string> {
  try {
    const { result } = await cox.governed(
      {
        agent_id: 'support-1',
        action_type: name,
        goal: `Answer the mail of customer 7 with ${name}`,
        act: { type: 'tool_call', server: 'support', name, arguments: input },
      },
      ({ act }) => tools[act.name]?.(act.arguments as never) ?? 'no such tool',
      { acceptModified: true, onWaiting: (approval) => approveHalf(operator, approval) },
    )
    return result
  } catch (error) {
    if (error instanceof GovernedError) return error.message
    throw error
  }
}
