import type { Terminal } from './terminal.ts'

export type Row = Readonly<Record<string, string>>

/** Prints rows in columns as wide as their widest value, with a heading. */
export function printTable(rows: readonly Row[], terminal: Terminal): void {
  const first = rows[0]
  if (first === undefined) return
  const names = Object.keys(first)
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  terminal.out(terminal.style('dim', line(names)))
  for (const row of rows) terminal.out(line(names.map((name) => row[name] ?? '')))
}
