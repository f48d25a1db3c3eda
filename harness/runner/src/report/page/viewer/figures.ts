import type { PageHead } from '../page-data.ts'
import { element } from './element.ts'
import { number } from './standing.ts'

interface Figure {
  title: string
  value: string
  caption: string
  /** Undefined: it says neither good nor bad. */
  good?: boolean
}

type Fields = Record<string, unknown>

const coverageTitles: [field: string, title: string][] = [
  ['operations', 'operations'],
  ['responses_server', 'responses, server-produced'],
  ['responses_sdk', 'responses, SDK-handled'],
  ['behaviours', 'behaviours'],
  ['transitions', 'transitions'],
]

/** Sections that have a run of their own; what is not in this report is said to be absent. */
const sections: [field: string, title: string, read: (fields: Fields) => Omit<Figure, 'title'>][] =
  [
    [
      'differential',
      'Differential',
      (fields) => ({
        value: plain(fields.divergences),
        caption: `divergences in ${plain(fields.compared)} comparisons`,
        good: fields.divergences === 0,
      }),
    ],
    [
      'fuzz',
      'Fuzz',
      (fields) => ({
        value: plain(fields.divergences),
        caption: `divergences in ${plain(fields.steps)} drawn steps, ${plain(fields.planted_found)} planted ones found`,
        good: fields.divergences === 0,
      }),
    ],
    ['mutants', 'Mutants', (fields) => killed(fields, fields.killed === fields.total)],
    ['operators', 'Operators', (fields) => killed(fields)],
    [
      'skew',
      'Version skew',
      (fields) => ({ value: plain(Object.keys(fields).length), caption: 'pairs' }),
    ],
  ]

export function figures({ report, partial }: PageHead): HTMLElement {
  return element(
    'section',
    { class: 'figures', 'aria-label': 'Figures of the report' },
    coverage(
      report.coverage as unknown as Record<string, { total: number; covered: number }>,
      partial,
    ),
    ...sections.map(([field, title, read]) => {
      const section = report[field]
      if (section === null || section === undefined) return absent(title)
      return card({ title, ...read(section as Fields) }, section)
    }),
  )
}

function coverage(
  counts: Record<string, { total: number; covered: number }>,
  partial: boolean,
): HTMLElement {
  const rows = coverageTitles.flatMap(([field, title]) => {
    const count = counts[field]
    if (!count) return []
    const text = `${number(count.covered)} of ${number(count.total)}`
    const bar = element('progress', { max: count.total, value: count.covered, 'aria-label': title })
    return [element('li', {}, element('span', {}, title), bar, element('b', {}, text))]
  })
  return element(
    'article',
    { class: 'card coverage' },
    element('h2', {}, partial ? 'Coverage of this part' : 'Coverage'),
    element('ul', {}, ...rows),
  )
}

function card({ title, value, caption, good }: Figure, section: unknown): HTMLElement {
  const tone = good === undefined ? '' : good ? ' good' : ' bad'
  return element(
    'article',
    { class: `card${tone}` },
    element('h2', {}, title),
    element('p', { class: 'value' }, value),
    element('p', { class: 'caption' }, caption),
    element('details', {}, element('summary', {}, 'All figures'), outline(section)),
  )
}

function absent(title: string): HTMLElement {
  return element(
    'article',
    { class: 'card absent' },
    element('h2', {}, title),
    element('p', { class: 'value' }, '–'),
    element('p', { class: 'caption' }, 'not in this run'),
  )
}

function killed({ killed, total }: Fields, good?: boolean): Omit<Figure, 'title'> {
  const figure = { value: `${plain(killed)} of ${plain(total)}`, caption: 'wrong copies noticed' }
  return good === undefined ? figure : { ...figure, good }
}

/** Any figures, whatever a section grows to hold. */
function outline(value: unknown): HTMLElement {
  if (typeof value !== 'object' || value === null) return element('span', {}, plain(value))
  if (Array.isArray(value)) {
    if (value.length === 0) return element('span', {}, 'none')
    return element('ul', {}, ...value.map((item) => element('li', {}, outline(item))))
  }
  return element(
    'dl',
    {},
    ...Object.entries(value).flatMap(([name, item]) => [
      element('dt', {}, name.replaceAll('_', ' ')),
      element('dd', {}, outline(item)),
    ]),
  )
}

function plain(value: unknown): string {
  return typeof value === 'number' ? number(value) : String(value ?? 'none')
}
