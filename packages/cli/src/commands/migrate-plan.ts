import { Command } from 'commander'
import { databaseOption, jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { type MigrateOptions, withMigrator } from '../with-migrator.ts'

export function migratePlanCommand(terminal: Terminal): Command {
  return new Command('plan')
    .description('Print the SQL that migrate up would run, and change nothing')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: MigrateOptions) => {
      const all = await withMigrator(options, 'refuse', terminal, (migrator) => migrator.status())
      const waiting = all
        .filter(({ applied }) => !applied)
        .map(({ module, number, name, up }) => ({ module, number, name, sql: up }))
      if (options.json) return terminal.out(JSON.stringify(waiting, null, 2))
      if (waiting.length === 0) terminal.note('Nothing to do.')
      for (const { module, number, name, sql } of waiting) {
        terminal.out(terminal.style('bold', `-- ${module}/${number} ${name}`))
        for (const statement of sql) terminal.out(`${statement};\n`)
      }
    })
}
