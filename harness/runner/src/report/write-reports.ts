import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ListedMutant } from '../mutants/catalogue.ts'
import { repositoryPath } from '../paths.ts'
import type { RunResult } from '../run/result.ts'
import { drawBadge, verdictOf } from './badge.ts'
import { drawTrace } from './draw-trace.ts'
import { toJunit } from './junit.ts'
import { keepDocument } from './keep-document.ts'
import { drawPage, type PageInput } from './page/draw-page.ts'
import { drawParityDocument } from './parity-document.ts'

export interface ReportSources extends PageInput {
  mutants: readonly ListedMutant[]
}

/** What is committed of a green run of everything: the parity document and the badge. */
export function keepDocuments(
  sources: Omit<ReportSources, 'reasons' | 'partial'>,
  options: { check: boolean },
): string[] {
  const by = 'npm run parity'
  const badge = drawBadge(sources.report, 'green')
  return [
    { path: repositoryPath('docs/sdk-parity.md'), text: drawParityDocument(sources), by },
    { path: repositoryPath('docs/parity-badge.svg'), text: badge, by },
  ].flatMap((document) => keepDocument(document, options))
}

/** Everything that a run leaves in its folder, whatever it came to. */
export async function writeReports(out: string, sources: ReportSources): Promise<void> {
  const { report, reasons, runs } = sources
  writeFile(out, 'report.json', `${JSON.stringify(report, null, 2)}\n`)
  writeFile(out, 'junit.xml', toJunit(report, reasons))
  writeFile(out, 'parity-badge.svg', drawBadge(report, verdictOf(report, sources)))
  writeFile(out, 'parity.html', await drawPage(sources))
  const failed = runs
    .flatMap(({ results }) => results)
    .filter(({ failures }) => failures.length > 0)
  for (const result of failed) {
    writeFile(out, `traces/${traceName(result)}`, `${drawTrace(result)}\n`)
  }
}

export function writeFile(folder: string, name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function traceName({ scenario, subject }: RunResult): string {
  return `${scenario.replaceAll('/', '.')}.${subject}.txt`
}
