import type { Matrix, PageHead } from '../page-data.ts'
import { type Address, formatAddress, parseAddress } from './address.ts'
import { Drawer } from './drawer.ts'
import { element } from './element.ts'
import { EvidenceStore } from './evidence-store.ts'
import { figures } from './figures.ts'
import { Hits } from './hits.ts'
import { masthead } from './masthead.ts'
import { MatrixTable } from './matrix-table.ts'
import { Toolbar } from './toolbar.ts'
import { textOf, unpack } from './unpack.ts'

/** More columns than these are printed across. */
const portraitColumns = 5

/** Long enough for a word to be typed, short enough not to be noticed. */
const typingMs = 120

async function start(): Promise<void> {
  const head = JSON.parse(textOf('head')) as PageHead
  const matrix = await unpack<Matrix>('matrix-0')
  const go = (change: Partial<Address>) => {
    location.hash = formatAddress({ ...parseAddress(location.hash), ...change })
  }
  const table = new MatrixTable(matrix, totalsOf(matrix), (feature, column) =>
    go({ feature, column, scenario: '' }),
  )
  let typing: ReturnType<typeof setTimeout> | undefined
  const toolbar = new Toolbar({
    address: parseAddress(location.hash),
    counts: table.counts,
    onFold: () => table.foldAll(),
    onChange: (change) => {
      clearTimeout(typing)
      typing = setTimeout(() => {
        location.replace(formatAddress({ ...parseAddress(location.hash), ...change }))
      }, typingMs)
    },
  })
  const hits = new Hits(matrix, (scenario) => go({ scenario, feature: '', column: '' }))
  const drawer = new Drawer(matrix, new EvidenceStore(matrix.chunk_size), go)
  const show = () => {
    const address = parseAddress(location.hash)
    toolbar.show(address)
    toolbar.tellLeft(table.filter(address), table.size)
    hits.show(address)
    return drawer.show(address)
  }
  document.body.classList.toggle('wide', matrix.columns.length > portraitColumns)
  document.body.append(
    masthead(head),
    figures(head),
    element('main', {}, toolbar.element, table.element, hits.element),
    drawer.element,
  )
  addEventListener('hashchange', () => void show())
  keepHeaderBelow(toolbar.element)
  await show()
  document.documentElement.dataset.ready = ''
}

/** Checks by column. */
function totalsOf({ columns, cells }: Matrix): Map<string, number> {
  return new Map(
    columns.map(({ id }, column) => [
      id,
      cells.reduce((sum, row) => sum + (row[column]?.checks ?? 0), 0),
    ]),
  )
}

/** Both stick to the top, one below the other, however high the first is. */
function keepHeaderBelow(toolbar: HTMLElement): void {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--toolbar-height', `${toolbar.offsetHeight}px`)
  }).observe(toolbar)
}

void start()
