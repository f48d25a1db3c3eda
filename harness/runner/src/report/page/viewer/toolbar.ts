import type { Address } from './address.ts'
import { button, element } from './element.ts'
import { sign } from './sign.ts'
import { type Mark, marks, signs } from './standing.ts'

export interface ToolbarOptions {
  address: Address
  /** How many features have a cell that is marked so. */
  counts: ReadonlyMap<Mark, number>
  onChange: (change: Pick<Address, 'query' | 'statuses'>) => void
  /** Folds or unfolds all groups; returns what it does the next time. */
  onFold: () => string
}

/** The filters, and what they leave. */
export class Toolbar {
  readonly element: HTMLElement
  readonly #field = element('input', {
    type: 'search',
    id: 'filter',
    placeholder: 'Filter features…',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-keyshortcuts': '/',
  })
  readonly #left = element('output', { class: 'left', for: 'filter' })
  readonly #chips = new Map<Mark, HTMLButtonElement>()

  constructor({ address, counts, onChange, onFold }: ToolbarOptions) {
    const tell = () => onChange({ query: this.#field.value, statuses: this.#pressed() })
    this.#field.addEventListener('input', tell)
    const chips = marks
      .filter((mark) => counts.get(mark))
      .map((mark) => {
        const chip = button(
          { class: 'chip', 'aria-pressed': 'false', 'data-mark': mark },
          () => {
            chip.setAttribute('aria-pressed', String(!isPressed(chip)))
            tell()
          },
          sign(mark),
          `${signs[mark].name} `,
          element('b', {}, String(counts.get(mark))),
        )
        this.#chips.set(mark, chip)
        return chip
      })
    const fold = button({ class: 'fold' }, () => fold.replaceChildren(onFold()), 'Fold groups')
    this.show(address)
    this.element = element(
      'form',
      { class: 'toolbar', role: 'search', 'aria-label': 'Filter of the matrix' },
      element('label', { for: 'filter', class: 'unseen' }, 'Filter features by text'),
      this.#field,
      element('div', { class: 'chips', role: 'group', 'aria-label': 'Statuses' }, ...chips),
      fold,
      this.#left,
    )
    this.element.addEventListener('submit', (event) => event.preventDefault())
    document.addEventListener('keydown', (event) => this.#hear(event))
  }

  show({ query, statuses }: Address): void {
    if (this.#field.value !== query) this.#field.value = query
    for (const [mark, chip] of this.#chips) {
      chip.setAttribute('aria-pressed', String(statuses.includes(mark)))
    }
  }

  tellLeft(shown: number, all: number): void {
    this.#left.value = shown === all ? `${all} features` : `${shown} of ${all} features`
  }

  #pressed(): string[] {
    return [...this.#chips].filter(([, chip]) => isPressed(chip)).map(([mark]) => mark)
  }

  /** `/` goes to the filter from anywhere but a field. */
  #hear(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && event.target.matches('input, select')
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.#field.focus()
  }
}

function isPressed(chip: HTMLButtonElement): boolean {
  return chip.getAttribute('aria-pressed') === 'true'
}
