import type { PageHead } from '../page-data.ts'
import { element } from './element.ts'
import { sign } from './sign.ts'
import { number, plural } from './standing.ts'
import { themeSwitch } from './theme.ts'

/** Title and verdict: what a reader must know who reads nothing else. */
export function masthead(head: PageHead): HTMLElement {
  const { report, contract, reasons } = head
  const started = report.started_at.replace('T', ' ').replace(/\..*$/, ' UTC')
  const facts = [
    started,
    `took ${Math.round(report.duration_ms / 1000)} s`,
    `contract ${contract}`,
    report.configurations.join(', '),
  ]
  return element(
    'header',
    { class: 'masthead' },
    element('div', { class: 'title' }, element('h1', {}, 'SDK parity'), themeSwitch()),
    verdict(head),
    element('p', { class: 'facts' }, facts.join(' · ')),
    reasons.length === 0 ? null : reasonsAgainst(reasons),
  )
}

function verdict({ report, partial, reasons }: PageHead): HTMLElement {
  const { checks, fail, known, not_applicable, scenarios } = report.totals
  const red = fail > 0 || reasons.length > 0 || checks === 0
  const words = red ? 'Red' : partial ? 'Green, but only a part of the suite' : 'Green'
  const counts = [
    plural(checks, 'check'),
    `${number(fail)} failed`,
    `${number(known)} known`,
    ...(not_applicable > 0 ? [`${number(not_applicable)} not applicable`] : []),
    `${plural(scenarios, 'scenario')} in ${plural(new Set(report.subjects.map(({ id }) => id)).size, 'SDK')}`,
  ]
  return element(
    'p',
    { class: `verdict ${red ? 'red' : partial ? 'part' : 'green'}` },
    sign(red ? 'fail' : 'pass'),
    element('strong', {}, words),
    element('span', {}, counts.join(' · ')),
  )
}

function reasonsAgainst(reasons: readonly string[]): HTMLElement {
  return element(
    'details',
    { class: 'reasons', open: true },
    element('summary', {}, `What turns it red: ${plural(reasons.length, 'reason')}`),
    element('ul', {}, ...reasons.map((reason) => element('li', {}, reason))),
  )
}
