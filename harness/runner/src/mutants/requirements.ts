import type { Artifact } from '../contract/artifact.ts'
import type { Catalogue } from './catalogue.ts'
import { isOfServer, type Mutant, subjectsOf } from './mutant.ts'

export interface Requirement {
  behaviour: string
  /** A subject, its driver, or `server`: who must have a mutant of this behaviour. */
  of: string
}

const sdkSubjects = ['node', 'python-sync', 'python-async']

/** What must have a mutant: every row in every SDK, every code, transition and rule in the server. */
export function requirementsOf(artifact: Artifact, { rules }: Pick<Catalogue, 'rules'>) {
  const rows = artifact['x-behaviour'].rows.filter((row) => row.proved_by === 'scenario')
  const required: Requirement[] = rows.flatMap(({ id }) =>
    sdkSubjects.map((subject) => ({ behaviour: id, of: subject })),
  )
  const ofServer = [
    ...Object.keys(artifact['x-error-codes']).map((code) => `code:${code}`),
    ...artifact['x-transitions'].map(({ id }) => `transition:${id}`),
    ...rules.map(({ id }) => id),
  ]
  required.push(
    ...ofServer.flatMap((behaviour) => ownersOf(behaviour).map((of) => ({ behaviour, of }))),
  )
  return required
}

/** The requirements that no mutant meets, in words. */
export function findUnmet(required: readonly Requirement[], mutants: readonly Mutant[]): string[] {
  const met = new Set(
    mutants.flatMap((mutant) =>
      holdersOf(mutant).map((holder) => `${mutant.behaviour} in ${holder}`),
    ),
  )
  return required
    .map(({ behaviour, of }) => `${behaviour} in ${of}`)
    .filter((name) => !met.has(name))
    .map((name) => `no mutant breaks ${name}`)
}

function holdersOf(mutant: Mutant): string[] {
  if (isOfServer(mutant)) return ['server']
  const subjects = subjectsOf(mutant)
  return mutant.target.startsWith('driver-') ? subjects.map(driverOf) : subjects
}

function ownersOf(behaviour: string): string[] {
  return behaviour.startsWith('driver.') ? sdkSubjects.map(driverOf) : ['server']
}

function driverOf(subject: string): string {
  return `driver ${subject}`
}
