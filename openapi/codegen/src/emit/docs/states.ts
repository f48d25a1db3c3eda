import type { Model, Transition } from '../../read/model.ts'
import { file } from '../text.ts'
import { anchor, code, fence, notice, table } from './markdown.ts'

/** docs/states.md: the states of everything that has a life of its own. */
export function emitStates(model: Model): string {
  const resources = [...new Set(model.transitions.map((transition) => transition.resource))]
  return file(
    notice,
    '# States',
    '',
    'Every way in which a state changes; whatever is not listed is refused. Where time alone does it,',
    'the new state is what every read and every operation sees from that instant on; the event follows',
    'as soon as a sweep comes by.',
    '',
    resources.flatMap((resource) => {
      const own = model.transitions.filter((transition) => transition.resource === resource)
      return [
        `## ${resource.charAt(0).toUpperCase()}${resource.slice(1)}`,
        '',
        ...fence('mermaid', diagram(own)),
        '',
        ...table(
          ['transition', 'from', 'by', 'if', 'to', 'events'],
          own.map((transition) => [
            code(transition.id),
            code(transition.from ?? ''),
            actor(transition),
            transition.condition ?? '',
            code(transition.to),
            transition.events.map(code).join(', '),
          ]),
        ),
        '',
      ]
    }),
  )
}

function actor({ operation }: Transition): string {
  return operation === null ? 'time' : `[${operation}](api-reference.md#${anchor(operation)})`
}

function diagram(transitions: readonly Transition[]): readonly string[] {
  const left = new Set(transitions.map((transition) => transition.from))
  const last = [...new Set(transitions.map((transition) => transition.to))]
  return [
    'stateDiagram-v2',
    ...transitions.map(({ from, to, operation, condition }) => {
      const cause = operation?.replace(/^.*\./, '') ?? 'time'
      return `  ${from ?? '[*]'} --> ${to}: ${condition === null ? cause : `${cause}, ${condition}`}`
    }),
    ...last.filter((state) => !left.has(state)).map((state) => `  ${state} --> [*]`),
  ]
}
