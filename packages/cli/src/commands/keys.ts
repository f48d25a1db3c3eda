import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { keysCreateCommand } from './keys-create.ts'
import { keysListCommand } from './keys-list.ts'
import { keysRevokeCommand } from './keys-revoke.ts'

export function keysCommand(terminal: Terminal): Command {
  return new Command('keys')
    .description('Create, list and revoke API keys')
    .addCommand(keysCreateCommand(terminal))
    .addCommand(keysListCommand(terminal))
    .addCommand(keysRevokeCommand(terminal))
}
