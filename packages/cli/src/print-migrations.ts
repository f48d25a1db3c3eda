import type { AppliedMigration } from '@coxswain/server'
import type { Terminal } from './terminal.ts'

/** Says what was done, migration by migration. */
export function printMigrations(
  verb: string,
  migrations: readonly AppliedMigration[],
  options: { readonly json?: true },
  terminal: Terminal,
): void {
  const rows = migrations.map(({ module, number, name }) => ({ module, number, name }))
  if (options.json) {
    terminal.out(JSON.stringify(rows, null, 2))
    return
  }
  if (rows.length === 0) terminal.note('Nothing to do.')
  for (const { module, number, name } of rows) terminal.out(`${verb} ${module}/${number} ${name}`)
}
