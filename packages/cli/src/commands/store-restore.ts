import { restoreDatabase } from '@coxswain/server'
import { Command } from 'commander'
import { databaseOption, keptDatabaseOf } from '../options.ts'
import type { Terminal } from '../terminal.ts'

interface StoreRestoreOptions {
  readonly database?: string
  readonly from?: string
}

const help = `
Examples:
  coxswain store restore --from backup.db
  pg_restore --dbname coxswain backup.dump && coxswain store restore --database postgres://…/coxswain

Every log begins a new epoch: streams and relays that know of events which the backup lacks start again,
and are not told another history under their old cursors.`

export function storeRestoreCommand(terminal: Terminal): Command {
  return new Command('restore')
    .description('Bring a backup back')
    .addOption(databaseOption())
    .option('--from <file>', 'The backup of a SQLite database')
    .addHelpText('after', help)
    .action(async (options: StoreRestoreOptions) => {
      const database = keptDatabaseOf(options.database, terminal)
      const orgs = await restoreDatabase({ database: database.url, from: options.from })
      terminal.out(`${database.shown} is back, with a new epoch in ${orgs} logs.`)
    })
}
