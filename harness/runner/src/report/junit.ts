import { type Cell, isCellOf, type Report, type SubjectReport } from './report.ts'
import { isRed } from './status.ts'

interface TestCase {
  name: string
  classname: string
  ms: number
  skipped?: string
  /** The first line is its message. */
  failure?: { type: string; lines: string[] }
}

/**
 * The report as JUnit XML: a suite per subject, and one for what is not about a single subject. It has
 * everything that the schema of Ant's JUnitReport demands, and nothing that the one of Jenkins refuses.
 */
export function toJunit(report: Report, reasons: readonly string[]): string {
  const started = report.started_at.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)
  const suites = report.subjects.map((subject) => ({
    name: `parity ${subject.id}`,
    properties: propertiesOf(subject),
    cases: casesOf(subject, report.cells),
  }))
  const whole = { name: 'parity', properties: {}, cases: casesOfWhole(reasons) }
  const drawn = [...suites, whole].map((suite, id) => drawSuite({ ...suite, id, started }))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${drawn.join('\n')}\n</testsuites>\n`
}

function propertiesOf(subject: SubjectReport): Record<string, string> {
  const { sdk, version, language, runtime, configuration } = subject
  return { sdk, version, language, runtime, configuration }
}

function casesOf(subject: SubjectReport, cells: readonly Cell[]): TestCase[] {
  return cells
    .filter((cell) => isCellOf(subject, cell))
    .map((cell) => ({
      name: cell.scenario,
      classname: `parity.${subject.id}.${cell.domain}`,
      ms: cell.duration_ms,
      ...endingOf(cell),
    }))
}

function endingOf({ status, note, failures }: Cell): Pick<TestCase, 'skipped' | 'failure'> {
  if (status === 'pass') return {}
  if (!isRed(status)) return { skipped: note ?? status }
  const told = failures.map(({ path, message }) => `${path}: ${message}`)
  return { failure: { type: status, lines: note === null ? told : [note, ...told] } }
}

function casesOfWhole(reasons: readonly string[]): TestCase[] {
  const one = { classname: 'parity', ms: 0 }
  if (reasons.length === 0) return [{ ...one, name: 'coverage and differential' }]
  return reasons.map((reason) => ({
    ...one,
    name: reason,
    failure: { type: 'reason', lines: [reason] },
  }))
}

interface Suite {
  id: number
  name: string
  started: string
  properties: Record<string, string>
  cases: readonly TestCase[]
}

function drawSuite({ id, name, started, properties, cases }: Suite): string {
  const count = (which: 'skipped' | 'failure') => cases.filter((one) => one[which]).length
  const attributes = draw({
    package: 'parity',
    id,
    name,
    timestamp: started,
    hostname: 'localhost',
    tests: cases.length,
    failures: count('failure'),
    errors: 0,
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
  })
  const listed = Object.entries(properties)
    .map(([key, value]) => `\n      <property${draw({ name: key, value })}/>`)
    .join('')
  return `  <testsuite${attributes}>
    <properties>${listed}
    </properties>
${cases.map(drawCase).join('\n')}
    <system-out/>
    <system-err/>
  </testsuite>`
}

function drawCase({ name, classname, ms, skipped, failure }: TestCase): string {
  const open = `    <testcase${draw({ name, classname, time: seconds(ms) })}`
  if (skipped !== undefined) return `${open}><skipped${draw({ message: skipped })}/></testcase>`
  if (!failure) return `${open}/>`
  const { type, lines } = failure
  const head = draw({ message: lines[0] ?? '', type })
  return `${open}><failure${head}>${escapeXml(lines.join('\n'))}</failure></testcase>`
}

function draw(attributes: Record<string, string | number>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
      .replaceAll(/[&<>"]/g, (character) => entities[character] as string)
  )
}
