import { Command } from 'commander'
import { databaseOption, jsonOption } from '../options.ts'
import { printMigrations } from '../print-migrations.ts'
import type { Terminal } from '../terminal.ts'
import { type MigrateOptions, withMigrator } from '../with-migrator.ts'

export function migratePlanCommand(terminal: Terminal): Command {
  return new Command('plan')
    .description('Show what migrate up would apply, and change nothing')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: MigrateOptions) => {
      const all = await withMigrator(options, 'refuse', terminal, (migrator) => migrator.status())
      const waiting = all.filter(({ appliedAt }) => appliedAt === null)
      printMigrations('Would apply', waiting, options, terminal)
    })
}
