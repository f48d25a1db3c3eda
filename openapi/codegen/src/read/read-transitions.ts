import type { Transition } from './model.ts'
import type { Node } from './node.ts'

const keys = ['id', 'resource', 'from', 'operation', 'condition', 'to', 'events']

/** Every way in which something changes its state, in the order of the document. */
export function readTransitions(node: Node): readonly Transition[] {
  const transitions = node.items().map(readTransition)
  const ids = transitions.map((transition) => transition.id)
  if (new Set(ids).size !== ids.length) node.fail('ids repeat')
  return transitions
}

function readTransition(node: Node): Transition {
  for (const key of node.keys()) if (!keys.includes(key)) node.at(key).fail('is not known here')
  const orNull = (key: string) => (node.at(key).value === null ? null : node.at(key).string())
  return {
    id: node.at('id').string(),
    resource: node.at('resource').string(),
    from: orNull('from'),
    operation: orNull('operation'),
    condition: orNull('condition'),
    to: node.at('to').string(),
    events: node
      .at('events')
      .items()
      .map((event) => event.string()),
  }
}
