import { Command } from 'commander'
import { databaseOption, jsonOption } from '../options.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'
import { type MigrateOptions, withMigrator } from '../with-migrator.ts'

export function migrateStatusCommand(terminal: Terminal): Command {
  return new Command('status')
    .description('Show which migrations are applied')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: MigrateOptions) => {
      const all = await withMigrator(options, 'refuse', terminal, (migrator) => migrator.status())
      const rows = all.map(({ module, number, name, appliedAt }) => ({
        module,
        number,
        name,
        applied_at: appliedAt === null ? null : new Date(appliedAt).toISOString(),
      }))
      if (options.json) return terminal.out(JSON.stringify(rows, null, 2))
      const cells = rows.map((row) => ({
        migration: `${row.module}/${row.number}`,
        name: row.name,
        applied: row.applied_at ?? 'no',
      }))
      printTable(cells, terminal)
    })
}
