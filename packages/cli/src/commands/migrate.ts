import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { migrateDownCommand } from './migrate-down.ts'
import { migratePlanCommand } from './migrate-plan.ts'
import { migrateStatusCommand } from './migrate-status.ts'
import { migrateUpCommand } from './migrate-up.ts'

export function migrateCommand(terminal: Terminal): Command {
  return new Command('migrate')
    .description('Look at and change the schema of a database that no server holds')
    .addCommand(migrateStatusCommand(terminal))
    .addCommand(migratePlanCommand(terminal))
    .addCommand(migrateUpCommand(terminal))
    .addCommand(migrateDownCommand(terminal))
}
