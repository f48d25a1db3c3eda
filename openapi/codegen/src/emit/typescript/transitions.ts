import type { Model } from '../../read/model.ts'
import { file } from '../text.ts'
import { header, literal } from './syntax.ts'

/** packages/contract/src/gen/transitions.ts: every way in which something changes its state. */
export function emitTransitions(model: Model): string {
  return file(
    header,
    "import type { TransitionRow } from '../transition.ts'",
    '',
    '/** Every way in which something changes its state; what is not listed is refused. */',
    `export const transitions = ${literal(model.transitions)} as const satisfies readonly TransitionRow[]`,
    '',
    "export type TransitionId = (typeof transitions)[number]['id']",
  )
}
