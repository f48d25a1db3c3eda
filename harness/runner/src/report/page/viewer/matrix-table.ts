import type { Column, Feature, Matrix, Section } from '../page-data.ts'
import type { Address } from './address.ts'
import { breakable, button, element } from './element.ts'
import { featureTexts, matches } from './filter.ts'
import { steerGrid } from './grid-keys.ts'
import { sign } from './sign.ts'
import {
  figureOf,
  type Mark,
  number,
  type Standing,
  standingOf,
  standingOfFeature,
  tell,
} from './standing.ts'

interface Row {
  element: HTMLTableRowElement
  texts: string[]
  marks: Set<Mark>
}

interface Group {
  body: HTMLTableSectionElement
  toggle: HTMLButtonElement
  rows: Row[]
}

export type OnOpen = (feature: string, column: string) => void

/** The matrix: a row per feature, a column per SDK, version and configuration. */
export class MatrixTable {
  readonly element: HTMLTableElement
  readonly #matrix: Matrix
  readonly #onOpen: OnOpen
  readonly #groups: Group[] = []
  readonly #sections: { body: HTMLTableSectionElement; groups: Group[] }[] = []
  #folded = false

  constructor(matrix: Matrix, totals: ReadonlyMap<string, number>, onOpen: OnOpen) {
    this.#matrix = matrix
    this.#onOpen = onOpen
    const bodies = matrix.sections.flatMap((section) => this.#makeSection(section))
    this.element = element(
      'table',
      { class: 'matrix', role: 'grid', 'aria-label': 'Features by SDK' },
      element('thead', {}, makeHeader(matrix.columns, totals)),
      ...bodies,
    )
    this.element.querySelector('tbody button')?.setAttribute('tabindex', '0')
    steerGrid(this.element)
  }

  /** How many features have a cell that is marked so. */
  get counts(): Map<Mark, number> {
    const counts = new Map<Mark, number>()
    for (const { marks } of this.#rows()) {
      for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1)
    }
    return counts
  }

  get size(): number {
    return this.#rows().length
  }

  /** Shows the rows that are wanted, and returns how many they are. */
  filter({ query, statuses }: Address): number {
    let shown = 0
    for (const row of this.#rows()) {
      const wanted =
        matches(query, row.texts) &&
        (statuses.length === 0 || statuses.some((status) => row.marks.has(status as Mark)))
      row.element.hidden = !wanted
      if (wanted) shown += 1
    }
    for (const { body, rows } of this.#groups) body.hidden = rows.every((row) => row.element.hidden)
    for (const { body, groups } of this.#sections) {
      body.hidden = groups.every((group) => group.body.hidden)
    }
    return shown
  }

  /** Folds every group, or unfolds them again; returns what it does the next time. */
  foldAll(): string {
    this.#folded = !this.#folded
    for (const { toggle } of this.#groups)
      toggle.setAttribute('aria-expanded', String(!this.#folded))
    return this.#folded ? 'Unfold groups' : 'Fold groups'
  }

  #rows(): Row[] {
    return this.#groups.flatMap(({ rows }) => rows)
  }

  #makeSection({ title, groups }: Section): HTMLTableSectionElement[] {
    const heading = element(
      'th',
      { scope: 'colgroup', colspan: this.#matrix.columns.length + 1 },
      element('span', {}, title),
    )
    const body = element('tbody', { class: 'section' }, element('tr', {}, heading))
    const made = groups.map((group) => this.#makeGroup(title, group))
    this.#sections.push({ body, groups: made })
    this.#groups.push(...made)
    return [body, ...made.map((group) => group.body)]
  }

  #makeGroup(section: string, { title, features }: Section['groups'][number]): Group {
    const rows = features.map((feature) => this.#makeRow(section, title, feature))
    const toggle = button(
      { class: 'toggle', tabindex: '-1', 'aria-expanded': 'true' },
      () => toggle.setAttribute('aria-expanded', String(toggle.ariaExpanded !== 'true')),
      title.replaceAll('_', ' '),
      element('span', { class: 'count' }, number(features.length)),
    )
    const scenarios = new Set(features.flatMap((feature) => feature.scenarios))
    const cells = this.#matrix.columns.map((_, column) => {
      const standing = standingOf(this.#matrix, scenarios, column)
      return element('td', { title: tell(standing) }, ...content(standing))
    })
    const name = element('th', { scope: 'rowgroup' }, toggle)
    const head = element('tr', { class: 'group' }, name, ...cells)
    const body = element('tbody', { class: 'rows' }, head, ...rows.map((row) => row.element))
    return { body, toggle, rows }
  }

  #makeRow(section: string, group: string, feature: Feature): Row {
    const { columns } = this.#matrix
    const standings = columns.map((_, column) => standingOfFeature(this.#matrix, feature, column))
    const cells = standings.map((standing, index) => {
      const column = columns[index] as Column
      const words =
        feature.tests.length > 0 ? 'not applicable: package tests prove it' : tell(standing)
      const open = button(
        {
          tabindex: '-1',
          title: words,
          'aria-label': `${feature.title}, ${column.subject} ${column.version} on ${column.configuration}: ${words}`,
        },
        () => this.#onOpen(feature.id, column.id),
        ...content(standing),
      )
      return element('td', { class: standing.mark }, open)
    })
    const id = feature.id.replace(/^(operation|transition|code):/, '')
    const code =
      id === feature.title || feature.title.endsWith(` ${id}`) ? null : element('code', {}, id)
    const name = element('th', { scope: 'row' }, element('span', {}, feature.title), code)
    return {
      element: element('tr', { 'data-feature': feature.id }, name, ...cells),
      texts: featureTexts(section, group, feature),
      marks: new Set(standings.map(({ mark }) => mark)),
    }
  }
}

function content(standing: Standing): Node[] {
  return [sign(standing.mark), element('span', { class: 'figure' }, figureOf(standing))]
}

function makeHeader(columns: readonly Column[], totals: ReadonlyMap<string, number>): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Feature'),
    ...columns.map(({ id, subject, sdk, version, runtime, configuration }) =>
      element(
        'th',
        { scope: 'col', title: `${sdk} ${version} on ${runtime}, ${configuration}` },
        element('strong', {}, ...breakable(subject)),
        element('span', {}, ...breakable(version)),
        element('span', { class: 'spare' }, runtime),
        element('span', {}, ...breakable(configuration)),
        element('span', { class: 'spare' }, `${number(totals.get(id) ?? 0)} checks`),
      ),
    ),
  )
}
