import type { Cell, Report } from './report.ts'

/** The report as JUnit XML: a suite per subject, and one for what is not about a single subject. */
export function toJunit(report: Report, reasons: readonly string[]): string {
  const suites = report.subjects.map(({ id }) => {
    const cells = report.cells.filter(({ subject }) => subject === id)
    return suite(`parity ${id}`, cells.map(testCase), cells.filter(isFailed).length)
  })
  const rest = reasons.map(
    (reason) =>
      `    <testcase name="${escapeXml(reason)}"><failure message="${escapeXml(reason)}"/></testcase>`,
  )
  if (rest.length === 0) rest.push('    <testcase name="coverage and differential"/>')
  suites.push(suite('parity', rest, reasons.length))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function suite(name: string, cases: string[], failures: number): string {
  const head = `  <testsuite name="${escapeXml(name)}" tests="${cases.length}" failures="${failures}">`
  return `${head}\n${cases.join('\n')}\n  </testsuite>`
}

function testCase(cell: Cell): string {
  const open = `    <testcase name="${escapeXml(cell.scenario)}" time="${cell.duration_ms / 1000}"`
  if (cell.status === 'known')
    return `${open}><skipped message="${escapeXml(cell.note ?? '')}"/></testcase>`
  if (!isFailed(cell)) return `${open}/>`
  const text = [cell.note, ...cell.failures.map(({ path, message }) => `${path}: ${message}`)]
    .filter((line) => line !== null)
    .join('\n')
  return `${open}><failure message="${escapeXml(text)}"/></testcase>`
}

function isFailed({ status }: Cell): boolean {
  return status === 'fail'
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')
      .replaceAll(/[&<>"]/g, (character) => entities[character] as string)
      .replaceAll('\n', '&#10;')
  )
}
