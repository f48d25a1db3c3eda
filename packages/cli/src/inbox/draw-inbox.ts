import type { Approval } from '@coxswain/client'
import { describeAct } from '../describe-act.ts'
import { cut, printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { type Draft, type InboxState, indexOf } from './inbox-state.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

type Style = Terminal['style']

/** The inbox as lines, none wider and not more than fit. */
export function drawInbox(state: InboxState, size: Size, style: Style): string[] {
  const shown = state.draft?.approval ?? state.approvals[indexOf(state)]
  const details = shown === undefined ? [] : describe(shown, size.columns, style)
  const bottom = [...details, '', ...footer(state, size.columns, style)]
  const room = Math.max(1, size.rows - bottom.length - 2)
  const title = style('bold', cut(`Approvals: ${state.approvals.length} pending`, size.columns))
  const lines = [title, ...list(state, room, size.columns, style), '', ...bottom]
  // On a small screen the question at the bottom matters most.
  if (lines.length <= size.rows) return lines
  const warning = 'More than fits: enlarge the window, or see approvals list --json'
  return [style('red', cut(warning, size.columns)), ...lines.slice(1 - size.rows)]
}

function list(state: InboxState, room: number, columns: number, style: Style): string[] {
  if (state.approvals.length === 0) return [style('dim', cut('Nobody is waiting.', columns))]
  const selected = indexOf(state)
  const first = Math.max(0, Math.min(selected - room + 1, state.approvals.length - room))
  return state.approvals.slice(first, first + room).map((approval, offset) => {
    const here = first + offset === selected
    const { agent_id, action_type, risk_score, goal } = approval
    const text = `${here ? '>' : ' '} ${agent_id}  ${action_type}  risk ${risk_score}  ${goal}`
    const line = cut(printable(text), columns)
    return here ? style('bold', line) : line
  })
}

/** Everything that a decision needs: the act is never cut. */
function describe(approval: Approval, columns: number, style: Style): string[] {
  const lines = [
    `agent   ${approval.agent_id}`,
    `type    ${approval.action_type}`,
    `goal    ${approval.goal}`,
    `risk    ${approval.risk_score}`,
    ...approval.reasons.map(({ message }) => `why     ${message}`),
    `until   ${approval.expires_at}`,
  ].flatMap((line) => wrap(printable(line), columns))
  const act = wrap(`${approval.act.type}: ${describeAct(approval.act)}`, columns)
  return [...lines, ...act.map((line) => style('yellow', line))]
}

function footer(state: InboxState, columns: number, style: Style): string[] {
  const notice = state.notice === '' ? [] : [cut(printable(state.notice), columns)]
  const keys =
    state.draft === null
      ? 'up/down select   a approve   d deny   r reload   q quit'
      : 'enter decide   escape go back'
  const question = state.draft === null ? [] : wrap(ask(state.draft), columns)
  return [...notice, ...question, style('dim', cut(keys, columns))]
}

function ask({ verdict, message }: Draft): string {
  const what = verdict === 'approve' ? 'Approve this' : 'Deny this'
  return `${what}, and say to the agent (may be empty): ${printable(message)}_`
}

/** A text in lines of at most so many characters. */
function wrap(text: string, columns: number): string[] {
  const characters = [...text]
  const lines: string[] = []
  for (let at = 0; at === 0 || at < characters.length; at += columns)
    lines.push(characters.slice(at, at + columns).join(''))
  return lines
}
