import { expect, test } from 'vitest'
import { createMessage } from './message.ts'
import { archiveReceipt, deliver, readReceipt, recipientsOf } from './receipt.ts'

const envelope = { orgId: 'org_1', id: 'msg_1', agentId: 'a', threadId: null, createdAt: 1000 }
const message = createMessage({ ...envelope, deliveryCount: 1 }, { to_agent_id: 'b', body: 'x' })

test('who is named is told, even of what they say themselves', () => {
  expect(recipientsOf({ agentId: 'a', toAgentId: 'b' }, ['a', 'b', 'c'])).toEqual(['b'])
  expect(recipientsOf({ agentId: 'a', toAgentId: 'a' }, [])).toEqual(['a'])
})

test('all but the sender are told when nobody is named', () => {
  expect(recipientsOf({ agentId: 'a', toAgentId: null }, ['a', 'b', 'c'])).toEqual(['b', 'c'])
  expect(recipientsOf({ agentId: null, toAgentId: null }, ['a', 'b'])).toEqual(['a', 'b'])
})

test('the first reading and the first putting away count', () => {
  const read = readReceipt(deliver(message, 'b'), 2000)
  expect(read).toMatchObject({ deliveredAt: 1000, readAt: 2000, archivedAt: null })
  expect(readReceipt(read, 3000)).toBe(read)
  const archived = archiveReceipt(deliver(message, 'b'), 2000)
  expect(archived).toMatchObject({ readAt: null, archivedAt: 2000 })
  expect(archiveReceipt(archived, 3000)).toBe(archived)
})
