import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import { root } from './process/open-node.ts'
import type { Result } from './run/measure.ts'
import { renderResults } from './run/table.ts'

const file = join(root, 'docs/benchmarks.md')

export function renderFigures(
  machine: Machine,
  rounds: number,
  results: readonly Result[],
): string {
  const facts = [
    ['', ''],
    ['date', machine.date],
    ['machine', `${machine.cores} cores, ${machine.cpu}, ${machine.memory}, ${machine.system}`],
    ['Node, Python, SQLite', `${machine.node}, ${machine.python}, ${machine.sqlite}`],
    ['load at the start', machine.load.join(', ')],
    ['rounds', String(rounds)],
  ].map(([name = '', value = '']) => `| ${name} | ${value} |`)
  return [facts[0], '| --- | --- |', ...facts.slice(1), '', renderResults(results)].join('\n')
}

/** Puts the figures of a run where the document has those of the run before. */
export function writeFigures(machine: Machine, rounds: number, results: readonly Result[]): void {
  replacePart('figures', renderFigures(machine, rounds, results))
}

export function writeProfiles(text: string): void {
  replacePart('profiles', text)
}

function replacePart(name: string, text: string): void {
  const document = readFileSync(file, 'utf8')
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`)
  const kept = [document.slice(0, from + begin.length), document.slice(to)]
  writeFileSync(file, `${kept[0]}\n${text.trim()}\n\n${kept[1]}`)
}
