import { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { databaseOption, jsonOption, wholeNumber } from '../options.ts'
import { printMigrations } from '../print-migrations.ts'
import type { Terminal } from '../terminal.ts'
import { type MigrateOptions, withMigrator } from '../with-migrator.ts'

interface MigrateDownOptions extends MigrateOptions {
  readonly module: string
  readonly to: string
}

export function migrateDownCommand(terminal: Terminal): Command {
  return new Command('down')
    .description("Take a module's schema back, with the data that only the newer one can hold")
    .requiredOption('-m, --module <name>', 'The module, as migrate status shows it')
    .requiredOption('--to <number>', 'The newest migration that stays; 0 takes all of them back')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: MigrateDownOptions) => {
      const target = wholeNumber(options.to, 0, 9999, 'The migration')
      const undone = await withMigrator(options, 'refuse', terminal, async (migrator) => {
        const known = await migrator.status()
        if (!known.some(({ module }) => module === options.module)) {
          throw new CliError(`There is no module ${options.module}.`)
        }
        return migrator.down(options.module, target)
      })
      printMigrations('Took back', undone, options, terminal)
    })
}
