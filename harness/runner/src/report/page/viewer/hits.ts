import type { Matrix } from '../page-data.ts'
import type { Address } from './address.ts'
import { button, element } from './element.ts'
import { matches, scenarioTexts } from './filter.ts'
import { plural } from './standing.ts'

const shownAtMost = 100

/** The scenarios that a text is found in, below the features that it is found in. */
export class Hits {
  readonly element = element('section', { class: 'hits', 'aria-label': 'Scenarios found' })
  readonly #matrix: Matrix
  readonly #open: (scenario: string) => void

  constructor(matrix: Matrix, open: (scenario: string) => void) {
    this.#matrix = matrix
    this.#open = open
  }

  show({ query }: Address): void {
    this.element.hidden = query.trim() === ''
    if (this.element.hidden) return
    const found = this.#matrix.scenarios.filter((entry) => matches(query, scenarioTexts(entry)))
    const items = found.slice(0, shownAtMost).map(({ id, title }) =>
      element(
        'li',
        {},
        button({ 'data-key': id }, () => this.#open(id), title, element('code', {}, id)),
      ),
    )
    const rest = found.length - items.length
    this.element.replaceChildren(
      element('h2', {}, `${plural(found.length, 'scenario')} with “${query.trim()}”`),
      element('ul', {}, ...items),
      rest > 0 ? element('p', {}, `and ${rest} more`) : '',
    )
  }
}
