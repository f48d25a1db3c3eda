import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { storeBackupCommand } from './store-backup.ts'
import { storeCopyCommand } from './store-copy.ts'
import { storeRestoreCommand } from './store-restore.ts'

export function storeCommand(terminal: Terminal): Command {
  return new Command('store')
    .description('Move a database, back it up, bring it back')
    .addCommand(storeCopyCommand(terminal))
    .addCommand(storeBackupCommand(terminal))
    .addCommand(storeRestoreCommand(terminal))
}
