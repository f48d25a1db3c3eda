import { Command } from 'commander'
import { databaseOption, jsonOption } from '../options.ts'
import { printMigrations } from '../print-migrations.ts'
import type { Terminal } from '../terminal.ts'
import { type MigrateOptions, withMigrator } from '../with-migrator.ts'

export function migrateUpCommand(terminal: Terminal): Command {
  return new Command('up')
    .description('Apply every migration that is missing, all or none')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: MigrateOptions) => {
      const done = await withMigrator(options, 'create', terminal, (migrator) => migrator.up())
      printMigrations('Applied', done, options, terminal)
    })
}
