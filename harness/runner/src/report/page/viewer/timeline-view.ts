import type { RunTrace } from '../page-data.ts'
import { type Happening, type Lane, timelineOf } from '../timeline.ts'
import { disclosure, element } from './element.ts'
import { plural } from './standing.ts'

const names: Record<Lane, string> = { sdk: 'SDK', proxy: 'proxy', server: 'server' }

/** A trace as people read it: three lanes, time going down. */
export function timelineView(trace: RunTrace): HTMLElement {
  const rows = timelineOf(trace).map(rowOf)
  const left = trace.left_out
  return element(
    'section',
    { class: 'trace', 'aria-label': 'Wire trace' },
    element(
      'div',
      { class: 'lanes', 'aria-hidden': 'true' },
      ...['', names.sdk, names.proxy, names.server].map((name) => element('span', {}, name)),
    ),
    rows.length === 0
      ? element('p', { class: 'empty' }, 'Nothing was sent and no step came to anything.')
      : element('ol', {}, ...rows),
    left === 0
      ? null
      : element('p', { class: 'empty' }, `${plural(left, 'exchange')} more, not kept.`),
  )
}

function rowOf(happening: Happening): HTMLElement {
  const { at_ms, from, to, kind, payload } = happening
  const time = Number.isFinite(at_ms) ? `${at_ms.toFixed(1)} ms` : 'end'
  const head = headOf(happening)
  return element(
    'li',
    { class: `${kind} ${from}-${to}` },
    element('time', {}, time),
    payload.length === 0
      ? element('div', { class: 'hop' }, head)
      : disclosure({ class: 'hop' }, [head], () => [
          element('pre', {}, payload.map(readable).join('\n')),
        ]),
  )
}

function headOf({ from, to, label, notes }: Happening): HTMLElement {
  const way = from === to ? names[from] : `${names[from]} to ${names[to]}`
  return element(
    'span',
    { class: 'arrow' },
    element('span', { class: 'unseen' }, `${way}: `),
    element('b', {}, label),
    ...notes.flatMap((note) => [' ', element('small', {}, note)]),
  )
}

/** JSON on several lines; everything else as it is. */
function readable(line: string): string {
  const [, mark = '', text = line] = /^([+−] )?(.*)$/s.exec(line) ?? []
  if (!/^[[{]/.test(text)) return line
  try {
    return mark + JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return line
  }
}
