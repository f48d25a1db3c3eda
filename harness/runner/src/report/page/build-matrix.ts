import type { Report, SubjectReport } from '../report.ts'
import { type FeatureSources, listFeatures } from './features.ts'
import type { CellEntry, Column, Matrix } from './page-data.ts'

/** A few hundred runs: unpacked in no time, and so many alike that little room is lost. */
export const chunkSize = 50

/** The matrix of the page: features by SDK, version and configuration. */
export function buildMatrix(report: Report, sources: FeatureSources): Matrix {
  const { scenarios } = sources
  const columns = report.subjects.map(toColumn)
  const cells = new Map(report.cells.map((cell) => [`${columnId(cell)} ${cell.scenario}`, cell]))
  return {
    columns,
    sections: listFeatures(sources),
    scenarios: scenarios.map(({ id, title, file = '', proves }) => ({ id, title, file, proves })),
    chunk_size: chunkSize,
    cells: scenarios.map((scenario) =>
      columns.map(({ id }): CellEntry | null => {
        const cell = cells.get(`${id} ${scenario.id}`)
        if (!cell) return null
        const { status, checks, failures, note, duration_ms } = cell
        return { status, checks, failures, note, duration_ms }
      }),
    ),
  }
}

function toColumn(subject: SubjectReport): Column {
  const { id, sdk, version, runtime, configuration } = subject
  return {
    id: columnId({ ...subject, subject: id }),
    subject: id,
    sdk,
    version,
    runtime,
    configuration,
  }
}

/** Of a subject that has several versions or configurations each is a column. */
export function columnId(of: { subject: string; version: string; configuration: string }): string {
  return `${of.subject}@${of.version}/${of.configuration}`
}
