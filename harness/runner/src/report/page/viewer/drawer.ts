import type { Feature, Matrix } from '../page-data.ts'
import type { Address } from './address.ts'
import { button, element } from './element.ts'
import type { EvidenceStore } from './evidence-store.ts'
import { featureView, scenarioList } from './feature-view.ts'
import { scenarioView } from './scenario-view.ts'

export type OnGo = (change: Partial<Address>) => void

/** What is behind a cell or a scenario, in a dialog at the side. */
export class Drawer {
  readonly element: HTMLDialogElement
  readonly #matrix: Matrix
  readonly #store: EvidenceStore
  readonly #go: OnGo
  readonly #title = element('h2', { id: 'drawer-title', tabindex: '-1' })
  readonly #content = element('div', { class: 'content' })
  #turn = 0

  constructor(matrix: Matrix, store: EvidenceStore, go: OnGo) {
    this.#matrix = matrix
    this.#store = store
    this.#go = go
    const leave = () => go({ feature: '', scenario: '', column: '' })
    this.element = element(
      'dialog',
      { class: 'drawer', 'aria-labelledby': 'drawer-title' },
      element(
        'header',
        {},
        this.#title,
        button({ class: 'close', 'aria-label': 'Close' }, leave, '×'),
      ),
      this.#content,
    )
    this.element.addEventListener('cancel', (event) => {
      event.preventDefault()
      leave()
    })
    this.element.addEventListener('click', ({ target }) => {
      if (target === this.element) leave()
    })
  }

  /** Shows what the address points at, or nothing. */
  async show(address: Address): Promise<void> {
    const feature = this.#findFeature(address.feature)
    const scenario = this.#matrix.scenarios.findIndex(({ id }) => id === address.scenario)
    this.#turn += 1
    const turn = this.#turn
    if (!feature && scenario < 0) {
      this.element.close()
      return
    }
    const column = this.#findColumn(address.column)
    const { view, place } = this.#lay(feature, scenario, column)
    if (scenario >= 0) place.append(await this.#open(scenario, column))
    // What was asked for meanwhile is shown instead.
    if (turn !== this.#turn) return
    const focused = keyOf(document.activeElement)
    this.#content.replaceChildren(view)
    if (!this.element.open) this.element.showModal()
    const again = [...this.#content.querySelectorAll('button')].find(
      (one) => keyOf(one) !== '' && keyOf(one) === focused,
    )
    ;(again ?? this.#title).focus()
    place.closest('li')?.scrollIntoView({ block: 'start' })
  }

  /** A feature has a list in which one scenario is open; without one there is only the scenario. */
  #lay(feature: Feature | undefined, scenario: number, column: number) {
    if (!feature) {
      this.#title.textContent = this.#matrix.scenarios[scenario]?.title ?? ''
      const place = element('div')
      const id = this.#matrix.scenarios[scenario]?.id ?? ''
      return {
        view: element(
          'div',
          {},
          element('p', { class: 'promise' }, element('code', {}, id)),
          place,
        ),
        place,
      }
    }
    this.#title.textContent = feature.title
    const list = scenarioList({
      matrix: this.#matrix,
      scenarios: feature.scenarios,
      column,
      opened: scenario,
      onOpen: (id) => this.#go({ scenario: id }),
    })
    const about = featureView(this.#matrix, feature, column)
    return { view: element('div', {}, about, list.element), place: list.place }
  }

  #open(scenario: number, column: number): Promise<HTMLElement> {
    return scenarioView({
      matrix: this.#matrix,
      store: this.#store,
      scenario,
      column,
      onColumn: (id) => this.#go({ column: id }),
    })
  }

  #findFeature(id: string): Feature | undefined {
    const groups = this.#matrix.sections.flatMap((section) => section.groups)
    return groups.flatMap(({ features }) => features).find((feature) => feature.id === id)
  }

  /** By its id, or, as an older link may have it, by the name of the SDK; else the first. */
  #findColumn(id: string): number {
    const { columns } = this.#matrix
    const exact = columns.findIndex((column) => column.id === id)
    const named = columns.findIndex(({ subject }) => subject === id.split('@', 1)[0])
    return Math.max(0, exact >= 0 ? exact : named)
  }
}

/** What a button is known by when it is made anew. */
function keyOf(node: Element | null): string {
  return (node instanceof HTMLElement && node.dataset.key) || ''
}
