import type { Approval } from '@coxswain/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyInbox, type InboxState, pressed, type Step, withApprovals } from './inbox-state.ts'

const approval = (id: string) => ({ id, goal: `goal of ${id}` }) as Approval
const inbox = (...ids: string[]) => withApprovals(emptyInbox, ids.map(approval))

function press(state: InboxState, ...names: string[]): Step {
  return names.reduce<Step>(
    (step, name) =>
      pressed(step.state, { name, text: [...name].length === 1 ? name : '', ctrl: false }),
    { state },
  )
}

test('the cursor moves within the list', () => {
  const state = inbox('1', '2', '3')
  expect(state.selected).toBe('1')
  expect(press(state, 'down').state.selected).toBe('2')
  expect(press(state, 'j', 'j', 'j', 'j').state.selected).toBe('3')
  expect(press(state, 'down', 'k', 'up').state.selected).toBe('1')
})

test('a decision is made by two keys, with a message between', () => {
  const { effect } = press(inbox('1', '2'), 'down', 'd', 'n', 'o', 'x', 'backspace', 'return')
  expect(effect).toMatchObject({
    type: 'decide',
    draft: { verdict: 'deny', approval: { id: '2' }, message: 'no' },
  })
})

test('escape decides nothing', () => {
  const { state, effect } = press(inbox('1'), 'a', 'x', 'escape')
  expect(effect).toBeUndefined()
  expect(state.draft).toBeNull()
})

test('a list that changes while a message is written changes nothing about what is decided', () => {
  const writing = press(inbox('1', '2'), 'a').state
  const { effect } = press(withApprovals(writing, [approval('9'), approval('2')]), 'return')
  expect(effect).toMatchObject({ draft: { approval: { id: '1' } } })
})

test('the selection stays on its approval, and goes to the nearest when that is gone', () => {
  const second = press(inbox('1', '2', '3'), 'down').state
  expect(withApprovals(second, [approval('0'), approval('1'), approval('2')]).selected).toBe('2')
  expect(withApprovals(second, [approval('1'), approval('3')]).selected).toBe('3')
  expect(withApprovals(second, []).selected).toBeNull()
})

test('nothing can be decided in an empty inbox', () => {
  expect(press(emptyInbox, 'a', 'return', 'd', 'return').effect).toBeUndefined()
})

test('control and c leave from everywhere', () => {
  const key = { name: 'c', text: '', ctrl: true }
  expect(pressed(press(inbox('1'), 'a').state, key).effect).toEqual({ type: 'quit' })
})

test('whatever is pressed and listed, what is selected is there', () => {
  const step = fc.oneof(
    fc.constantFrom('up', 'down', 'a', 'd', 'escape', 'return', 'x', 'backspace'),
    fc.uniqueArray(fc.constantFrom('1', '2', '3', '4')),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let state = emptyInbox
      for (const one of steps) {
        state = Array.isArray(one)
          ? withApprovals(state, one.map(approval))
          : press(state, one).state
        const ids = state.approvals.map(({ id }) => id)
        expect(state.selected === null ? ids.length : ids.indexOf(state.selected)).not.toBe(-1)
        if (ids.length > 0) expect(ids).toContain(state.selected)
      }
    }),
  )
})
