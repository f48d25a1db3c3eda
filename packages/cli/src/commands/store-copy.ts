import { type CopyStep, copyDatabase } from '@coxswain/server'
import { Command } from 'commander'
import { jsonOption, keptDatabaseOf } from '../options.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'

interface StoreCopyOptions {
  readonly from: string
  readonly to: string
  readonly json?: true
}

const help = `
Example:
  coxswain store copy --from sqlite:./data/coxswain.db --to postgres://coxswain@db.internal/coxswain

No server may use either database meanwhile. A copy that was interrupted goes on when the same command is
run again. At the end rows and their hashes are compared, table by table.`

export function storeCopyCommand(terminal: Terminal): Command {
  return new Command('copy')
    .description('Copy a database into an empty one, of the same or of another kind')
    .requiredOption('--from <url>', 'The database to copy')
    .requiredOption('--to <url>', 'The database to fill; it must be empty')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action((options: StoreCopyOptions) => copy(options, terminal))
}

async function copy(options: StoreCopyOptions, terminal: Terminal): Promise<void> {
  const from = keptDatabaseOf(options.from, terminal)
  const to = keptDatabaseOf(options.to, terminal)
  const copied = await copyDatabase({
    from: from.url,
    to: to.url,
    onProgress: showProgress(terminal),
  })
  if (options.json) {
    terminal.out(JSON.stringify({ from: from.shown, to: to.shown, tables: copied }))
    return
  }
  printTable(
    copied.map(({ table, rows, hash }) => ({ table, rows: String(rows), 'sha-256': hash })),
    terminal,
  )
  terminal.out(
    `Everything of ${from.shown} is in ${to.shown}: the rows and their hashes are the same.`,
  )
}

/** A line for each table and, of a large one, for each tenth of it. */
function showProgress(terminal: Terminal): (step: CopyStep) => void {
  let shown = ''
  return (step) => {
    const { doing, table, rows, total } = step
    const tenth = `${doing} ${table} ${Math.floor((10 * rows) / Math.max(1, total))}`
    if (tenth === shown) return
    shown = tenth
    terminal.note(progressLine(step))
  }
}

const barWidth = 24

/** `copying  [############            ]  agents 500/1,000` */
function progressLine({ doing, table, rows, total }: CopyStep): string {
  const filled = total === 0 ? barWidth : Math.floor((barWidth * Math.min(rows, total)) / total)
  const bar = `[${'#'.repeat(filled)}${' '.repeat(barWidth - filled)}]`
  const numbers = [rows, total].map((number) => number.toLocaleString('en-US')).join('/')
  return `${doing.padEnd(9)} ${bar}  ${table} ${numbers}`
}
