import { expect, test } from 'vitest'
import type { Column } from '../page-data.ts'
import { columnName } from './column-name.ts'

function column(subject: string, version: string, configuration: string): Column {
  return { id: '', subject, sdk: '', version, runtime: '', configuration }
}

const nodes = [column('node', '1.0.0', 'sqlite'), column('node', '1.0.0', 'postgres')]
const old = column('python', '0.9.0', 'sqlite')
const pythons = [old, column('python', '1.0.0', 'sqlite')]
const columns = [...nodes, ...pythons, column('go', '1.0.0', 'sqlite')]

test('a column is named by as much as sets it apart', () => {
  expect(columns.map((one) => columnName(one, columns))).toEqual([
    'node · sqlite',
    'node · postgres',
    'python · 0.9.0',
    'python · 1.0.0',
    'go',
  ])
})
