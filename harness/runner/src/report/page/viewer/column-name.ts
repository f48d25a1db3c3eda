import type { Column } from '../page-data.ts'

/** The name of a column among others: the SDK, and what sets it apart from others of that SDK. */
export function columnName(column: Column, columns: readonly Column[]): string {
  const own = columns.filter(({ subject }) => subject === column.subject)
  const differs = (field: 'version' | 'configuration') =>
    own.some((other) => other[field] !== column[field])
  const fields = (['version', 'configuration'] as const).filter(differs)
  return [column.subject, ...fields.map((field) => column[field])].join(' · ')
}
