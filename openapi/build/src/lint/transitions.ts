import type { Document, Schema, Transition } from '../document.ts'
import { eachOperation } from '../document.ts'

/** The table of transitions: between states that exist, by operations and with events that exist. */
export function lintTransitions(document: Document): string[] {
  const findings: string[] = []
  const seen = new Set<string>()
  const operations = new Set(
    [...eachOperation(document)].map(({ operation }) => operation.operationId),
  )
  for (const transition of document['x-transitions'] ?? []) {
    const { id, resource, operation, events } = transition
    const report = (what: string) => findings.push(`transitions.yaml ${id}: ${what}`)
    if (seen.has(id)) report('stands twice')
    seen.add(id)
    if (!id.startsWith(`${resource}.`)) report('begins with its resource')
    if (operation !== null && !operations.has(operation)) report(`${operation} is no operation`)
    for (const event of events) if (!document.webhooks[event]) report(`${event} is no event`)
    lintStates(document, transition, report)
  }
  return [...findings, ...unreached(document)]
}

function lintStates(
  document: Document,
  { resource, from, to }: Transition,
  report: (what: string) => void,
): void {
  const known = statesOf(document, resource)
  for (const state of [from, to])
    if (state !== null && !known.includes(state)) report(`\`${state}\` is no state of ${resource}`)
}

/** States that the contract knows and nothing leads to. */
function unreached(document: Document): string[] {
  const transitions = document['x-transitions'] ?? []
  return [...new Set(transitions.map(({ resource }) => resource))].flatMap((resource) => {
    const reached = transitions.filter((t) => t.resource === resource).map(({ to }) => to)
    return statesOf(document, resource)
      .filter((state) => !reached.includes(state))
      .map((state) => `transitions.yaml: nothing leads to ${resource} \`${state}\``)
  })
}

function statesOf(document: Document, resource: string): string[] {
  const name = `${resource[0]?.toUpperCase()}${resource.slice(1)}Status`
  const schema: Schema | undefined = document.components.schemas[name]
  return (schema?.enum ?? []) as string[]
}
