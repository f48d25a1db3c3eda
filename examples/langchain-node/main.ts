import { Coxswain } from '@coxswain/client'
import { AIMessage, createAgent, fakeModel, HumanMessage, tool } from 'langchain'
import { z } from 'zod'
import { governTools } from './govern-tools.ts'

const cox = new Coxswain() // COXSWAIN_BASE_URL, COXSWAIN_API_KEY
await cox.agents.upsert('assistant-1', {})
await cox.policies.create({
  name: 'Nobody drops tables',
  rule: { type: 'block_action_type', action_types: ['drop_table'] },
})

const table = z.object({ table: z.string() })
const countRows = tool(({ table }) => `${table} has 42 rows`, {
  name: 'count_rows',
  description: 'Count the rows of a table',
  schema: table,
})
const dropTable = tool(({ table }) => `${table} is gone`, {
  name: 'drop_table',
  description: 'Drop a table',
  schema: table,
})

// A scripted model, so that this runs without a key; any chat model goes here.
const model = fakeModel()
  .respondWithTools([{ name: 'count_rows', args: { table: 'orders' }, id: 'call-1' }])
  .respondWithTools([{ name: 'drop_table', args: { table: 'orders' }, id: 'call-2' }])
  .respond(new AIMessage('I counted, and I was kept from dropping.'))

const agent = createAgent({
  model,
  tools: [countRows, dropTable],
  middleware: [governTools(cox, 'assistant-1')],
})
const { messages } = await agent.invoke({ messages: [new HumanMessage('Clean up the orders')] })
const told = messages.filter((message) => message.type === 'tool' || message === messages.at(-1))
for (const message of told) console.log(`${message.type}: ${message.text}`)
