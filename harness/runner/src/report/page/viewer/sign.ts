import { element } from './element.ts'
import { type Mark, signs } from './standing.ts'

/** The sign of a status: a shape in its colour. */
export function sign(mark: Mark): HTMLElement {
  return element('span', { class: `sign ${mark}`, 'aria-hidden': 'true' }, signs[mark].glyph)
}
