import type { Approval } from '@coxswain/client'
import type { Key } from '../screen.ts'

/*
 * browsing --a--> approving --enter--> (approve)  --> browsing
 *          --d--> denying   --enter--> (deny)     --> browsing
 *                 approving, denying  --escape--> browsing
 * browsing --r--> (reload), --q--> (quit)
 *
 * What is selected is kept by its id: the list may change under the cursor at any time, and a key
 * must never decide about another approval than the one that was shown when it was pressed.
 */
export interface InboxState {
  readonly approvals: readonly Approval[]
  /** The id of the selected approval; null when there is none. */
  readonly selected: string | null
  /** What is being written to the agent; null while browsing. */
  readonly draft: Draft | null
  /** The last thing that happened. */
  readonly notice: string
}

export interface Draft {
  readonly verdict: Verdict
  readonly approval: Approval
  readonly message: string
}

export type Verdict = 'approve' | 'deny'

export type Effect =
  | { readonly type: 'decide'; readonly draft: Draft }
  | { readonly type: 'reload' }
  | { readonly type: 'quit' }

export interface Step {
  readonly state: InboxState
  readonly effect?: Effect
}

export const emptyInbox: InboxState = { approvals: [], selected: null, draft: null, notice: '' }

/** The inbox with another list; the selection stays where it was while that is there. */
export function withApprovals(state: InboxState, approvals: readonly Approval[]): InboxState {
  const kept = approvals.find(({ id }) => id === state.selected)
  const nearest = approvals[Math.min(indexOf(state), approvals.length - 1)]
  return { ...state, approvals, selected: (kept ?? nearest)?.id ?? null }
}

/** The place of the selected approval, 0 when there is none. */
export function indexOf({ approvals, selected }: InboxState): number {
  return Math.max(
    0,
    approvals.findIndex(({ id }) => id === selected),
  )
}

/** What a key does. */
export function pressed(state: InboxState, key: Key): Step {
  if (key.ctrl && key.name === 'c') return { state, effect: { type: 'quit' } }
  return state.draft === null ? browse(state, key) : write(state, state.draft, key)
}

function browse(state: InboxState, { name }: Key): Step {
  switch (name) {
    case 'up':
    case 'k':
      return { state: moved(state, -1) }
    case 'down':
    case 'j':
      return { state: moved(state, 1) }
    case 'a':
      return { state: drafting(state, 'approve') }
    case 'd':
      return { state: drafting(state, 'deny') }
    case 'r':
      return { state, effect: { type: 'reload' } }
    case 'q':
    case 'escape':
      return { state, effect: { type: 'quit' } }
    default:
      return { state }
  }
}

function moved(state: InboxState, by: number): InboxState {
  const last = state.approvals.length - 1
  const target = state.approvals[Math.max(0, Math.min(last, indexOf(state) + by))]
  return target === undefined ? state : { ...state, selected: target.id, notice: '' }
}

function drafting(state: InboxState, verdict: Verdict): InboxState {
  const approval = state.approvals[indexOf(state)]
  if (approval === undefined) return state
  return { ...state, draft: { verdict, approval, message: '' }, notice: '' }
}

function write(state: InboxState, draft: Draft, key: Key): Step {
  if (key.name === 'escape') return { state: { ...state, draft: null } }
  if (key.name === 'return') {
    return { state: { ...state, draft: null }, effect: { type: 'decide', draft } }
  }
  if (key.name === 'backspace') return typed([...draft.message].slice(0, -1).join(''))
  return key.text === '' ? { state } : typed(draft.message + key.text)

  function typed(message: string): Step {
    return { state: { ...state, draft: { ...draft, message } } }
  }
}
