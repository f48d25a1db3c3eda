import type { Approval } from '@coxswain/client'
import { expect, test } from 'vitest'
import { drawInbox } from './draw-inbox.ts'
import { emptyInbox, pressed, withApprovals } from './inbox-state.ts'

const plain = (_: string, text: string) => text
const approval = (id: string, command = 'make deploy') =>
  ({
    id,
    agent_id: 'deployer-1',
    action_type: 'deploy',
    goal: `ship ${id}`,
    risk_score: 40,
    reasons: [{ message: 'Deploys need a person.' }],
    expires_at: '2026-02-14T18:00:00.000Z',
    act: { type: 'shell', command },
  }) as unknown as Approval

test('the whole of what is selected is shown, above the keys', () => {
  const state = withApprovals(emptyInbox, [approval('one'), approval('two')])
  const text = drawInbox(state, { columns: 60, rows: 24 }, plain).join('\n')
  expect(text).toContain('2 pending')
  expect(text).toContain('> deployer-1  deploy  risk 40  ship one')
  expect(text).toContain('  deployer-1  deploy  risk 40  ship two')
  expect(text).toContain('why     Deploys need a person.')
  expect(text).toContain('shell: make deploy')
  expect(text).toContain('a approve')
})

test('a long act is wrapped and never cut', () => {
  const command = 'x'.repeat(150)
  const state = withApprovals(emptyInbox, [approval('one', command)])
  const lines = drawInbox(state, { columns: 40, rows: 40 }, plain)
  expect(lines.join('').split('x').length - 1).toBe(150)
})

test.each([
  [80, 24],
  [20, 8],
  [5, 3],
])('on %i by %i nothing is wider or higher than the screen', (columns, rows) => {
  const many = Array.from({ length: 30 }, (_, index) => approval(`${index}`, 'y'.repeat(50)))
  const state = withApprovals(emptyInbox, many)
  const asking = pressed(state, { name: 'a', text: 'a', ctrl: false }).state
  for (const one of [state, asking, emptyInbox]) {
    const lines = drawInbox(one, { columns, rows }, plain)
    expect(lines.length).toBeLessThanOrEqual(rows)
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns)
  }
})

test('what does not fit is said, so that nobody decides about half an act', () => {
  const state = withApprovals(emptyInbox, [approval('one', 'x'.repeat(5_000))])
  const [first] = drawInbox(state, { columns: 80, rows: 24 }, plain)
  expect(first).toContain('More than fits')
})

test('an agent can not draw on the screen', () => {
  const state = withApprovals(emptyInbox, [approval('\x1b[2J', 'rm\x1b[1K')])
  expect(drawInbox(state, { columns: 80, rows: 24 }, plain).join('')).not.toContain('\x1b')
})
