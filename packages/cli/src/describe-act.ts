import type { Act } from '@coxswain/client'
import { printable } from './printable.ts'

/** An act in one line, for a person who has to decide about it. */
export function describeAct(act: Act): string {
  return printable(rawText(act))
}

function rawText(act: Act): string {
  switch (act.type) {
    case 'shell':
      return act.cwd ? `${act.command}   (in ${act.cwd})` : act.command
    case 'http':
      return `${act.method} ${act.url}${act.body ? `   ${act.body}` : ''}`
    case 'sql':
      return act.database ? `${act.statement}   (on ${act.database})` : act.statement
    case 'file':
      return `${act.operation} ${act.path}`
    case 'tool_call':
      return `${act.server}/${act.name} ${JSON.stringify(act.arguments)}`
    case 'custom':
      return `${act.name} ${JSON.stringify(act.data)}`
    default:
      return JSON.stringify(act)
  }
}
