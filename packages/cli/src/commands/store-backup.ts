import { backUpDatabase } from '@coxswain/server'
import { Command } from 'commander'
import { databaseOption, sqliteFileOf } from '../options.ts'
import type { Terminal } from '../terminal.ts'

interface StoreBackupOptions {
  readonly database?: string
  readonly to: string
}

export function storeBackupCommand(terminal: Terminal): Command {
  return new Command('backup')
    .description('Write a SQLite database as it is now into a file, also while a server uses it')
    .addOption(databaseOption())
    .requiredOption('--to <file>', 'The file to write; it must not be there yet')
    .action(({ database, to }: StoreBackupOptions) => {
      const { url, shown } = sqliteFileOf(database, terminal)
      backUpDatabase({ database: url, file: to })
      terminal.out(`${shown} is in ${to}.`)
    })
}
