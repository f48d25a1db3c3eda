import type { Artifact, BehaviourRow } from '../contract/artifact.ts'
import type { ListedMutant } from '../mutants/catalogue.ts'
import type { Scenario } from '../scenario/scenario.ts'

export interface ProofSources {
  artifact: Artifact
  scenarios: readonly Scenario[]
  mutants: readonly ListedMutant[]
}

/** The part of docs/sdk-parity.md that leads from every promise to its proofs. */
export function drawProofs({ artifact, scenarios, mutants }: ProofSources): string {
  const rows = artifact['x-behaviour'].rows.map(
    (row) => `### \`${row.id}\`

${row.title}: [exactly](sdk-behaviour.md#${row.group}).

${row.proved_by === 'package_test' ? testsOf(row) : proofsOf(row, scenarios, mutants)}
`,
  )
  return `## Proofs

A scenario file may stand for many scenarios, and a mutant for several SDKs. How mutants are run, and that all
of them were noticed: [mutants.md](mutants.md).

${rows.join('\n')}`
}

/** The heading of a row, as links name it. */
export function anchorOf({ id }: BehaviourRow): string {
  return id.replaceAll('.', '')
}

function testsOf({ tests = [] }: BehaviourRow): string {
  return listed(
    'tests',
    tests.map((path) => `[${path}](../${path})`),
  )
}

function proofsOf(
  { id }: BehaviourRow,
  scenarios: readonly Scenario[],
  mutants: readonly ListedMutant[],
): string {
  const files = scenarios.filter(({ proves }) => proves.includes(id)).map(({ file = '' }) => file)
  const proofs = [...new Set(files)].map(
    (file) => `[${file.replace(/\.yaml$/, '')}](../harness/scenarios/${file})`,
  )
  const breakers = mutants
    .filter(({ behaviour }) => behaviour === id)
    .map((mutant) => `[${mutant.id}](../harness/mutants/${mutant.listedIn})`)
  return `${listed('scenarios', proofs)}\n${listed('mutants', breakers)}`
}

/** A line each: a proof that is added or goes is a line of the difference. */
function listed(title: string, links: readonly string[]): string {
  return [`- ${title}:`, ...links.map((link) => `  - ${link}`)].join('\n')
}
