import type { Artifact } from '../contract/artifact.ts'
import type { Catalogue } from './catalogue.ts'
import { columnOf, groupOf } from './draw-tally.ts'
import { table } from './markdown-table.ts'
import type { Outcome } from './tally.ts'

/** `docs/mutants.md`: what was broken on purpose, and that it was noticed. Written from a green run. */
export function drawMutantsDocument(
  { rules, unseen }: Catalogue,
  outcomes: readonly Outcome[],
  artifact: Artifact,
): string {
  const titles = new Map([
    ...artifact['x-behaviour'].rows.map(({ id, title }) => [id, title] as const),
    ...rules.map(({ id, title }) => [id, title] as const),
  ])
  const columns = [...new Set(outcomes.map(columnOf))].sort()
  const groups = [...Map.groupBy(outcomes, groupOf)].sort(([a], [b]) => a.localeCompare(b))
  const count = (own: readonly Outcome[], column: string) => {
    const here = own.filter((outcome) => columnOf(outcome) === column)
    return here.length === 0 ? '–' : String(here.length)
  }
  const sums = groups.map(([group, own]) => [
    group,
    ...columns.map((column) => count(own, column)),
    String(own.length),
  ])
  sums.push([
    '**all**',
    ...columns.map((column) => count(outcomes, column)),
    String(outcomes.length),
  ])
  const byBehaviour = [...Map.groupBy(outcomes, ({ trial }) => trial.mutant.behaviour)]
  const rows = byBehaviour
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([behaviour, own]) => {
      const title = titles.get(behaviour)
      const ids = [...new Set(own.map(({ trial }) => `\`${trial.mutant.id}\``))]
      return [title ? `${title} (\`${behaviour}\`)` : `\`${behaviour}\``, ids.join(' ')]
    })
  return `<!-- Written by \`npm run parity:mutants\` from a green run. Do not edit. -->

# Mutants

A check that nothing can fail proves nothing. So every promise is broken on purpose, one at a time, in
each SDK, in the server, in the broker and in the drivers; the scenarios that name the promise then run
against the broken copy, and one of them must fail **by an assertion**. A crash, a driver that dies, a
time-out or a copy that does not start shows nothing and turns the run red, and so does a mutant that
nobody notices. The same scenario must pass without the mutant. Nothing on the disk is changed: a process
is started that reads one file otherwise.

The catalogue is [harness/mutants](../harness/mutants); \`npm run parity:mutants\` runs it. A new behaviour
row, error code, transition or rule without a mutant turns the run red too.

## Killed

All of them: ${outcomes.length} of ${outcomes.length}. A mutant of what both Python clients share counts once for each.

${table(['behaviours', ...columns, 'all'], sums)}

## What was broken

${table(['behaviour', 'mutants'], rows)}

## What nobody could see

Every query of the server that asks for its org is broken once, wherever the code has one. Of these mutants
nothing could be seen from outside, and none is tried: what is looked up was found in the org before.

${table(
  ['mutant', 'why'],
  unseen.map(({ mutant, why }) => [`\`${mutant}\``, why]),
)}
`
}
