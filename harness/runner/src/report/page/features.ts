import type { Artifact } from '../../contract/artifact.ts'
import type { Operation } from '../../contract/operation.ts'
import { requiredResponses } from '../../contract/required-responses.ts'
import type { Mutant } from '../../mutants/mutant.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { Feature, Section } from './page-data.ts'

export interface FeatureSources {
  artifact: Artifact
  operations: readonly Operation[]
  scenarios: readonly Scenario[]
  mutants: readonly Mutant[]
}

interface Row extends Omit<Feature, 'scenarios' | 'mutants'> {
  group: string
  isProof: (proof: string) => boolean
}

/** The rows of the matrix: everything that the contract promises, with what proves it. */
export function listFeatures(sources: FeatureSources): Section[] {
  const { artifact, operations } = sources
  const section = (id: string, title: string, rows: Row[]) => ({
    id,
    title,
    groups: [...Map.groupBy(rows, ({ group }) => group)].map(([name, own]) => ({
      title: name,
      features: own.map((row) => toFeature(row, sources)),
    })),
  })
  return [
    section('behaviour', 'Behaviour', behaviourRows(artifact)),
    section('operations', 'Operations', operations.map(operationRow)),
    section('transitions', 'Transitions', transitionRows(artifact)),
    section('codes', 'Error codes', codeRows(artifact)),
  ]
}

function toFeature(row: Row, { scenarios, mutants }: FeatureSources): Feature {
  const { id, title, detail, tests, isProof } = row
  return {
    id,
    title,
    detail,
    tests,
    scenarios: scenarios.flatMap(({ proves }, index) => (proves.some(isProof) ? [index] : [])),
    mutants: mutants.filter(({ behaviour }) => behaviour === id).map((mutant) => mutant.id),
  }
}

function behaviourRows(artifact: Artifact): Row[] {
  return artifact['x-behaviour'].rows.map(({ id, group, title, semantics, tests = [] }) => ({
    id,
    group,
    title,
    detail: semantics,
    tests,
    isProof: (proof) => proof === id,
  }))
}

function operationRow(operation: Operation): Row {
  const { id, method, path } = operation
  return {
    id: `operation:${id}`,
    group: id.slice(0, id.indexOf('.')),
    title: id,
    detail: `${method} ${path} answers ${requiredResponses(operation).join(', ')}.`,
    tests: [],
    isProof: (proof) => proof.split(' ', 1)[0] === id,
  }
}

function transitionRows(artifact: Artifact): Row[] {
  return artifact['x-transitions'].map(({ id, resource, from, to, operation, condition }) => ({
    id: `transition:${id}`,
    group: resource,
    title: `${from ?? 'nothing'} → ${to}`,
    detail: `By ${operation ?? 'time'}${condition ? `: ${condition}` : ''}.`,
    tests: [],
    isProof: (proof) => proof === `transition:${id}`,
  }))
}

function codeRows(artifact: Artifact): Row[] {
  const codes = Object.entries(artifact['x-error-codes'])
  return codes.map(([code, { status, category, title }]) => ({
    id: `code:${code}`,
    group: category,
    title: `${status} ${code}`,
    detail: `${title}.`,
    tests: [],
    isProof: (proof) => proof === `code:${code}`,
  }))
}
