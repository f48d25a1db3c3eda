// How many bytes the whole client costs a web page: minified, compressed, and with a table of the
// size that the contract will have.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { operations } from '../src/gen/operations.ts'
import type { OperationTable } from '../src/operation.ts'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** What the contract plans beyond the operations that it has: methods by resource. */
const planned: Readonly<Record<string, readonly string[]>> = {
  policies: ['import', 'export'],
  signals: ['list', 'get', 'acknowledge', 'resolve'],
  messages: ['send', 'list', 'read', 'archive'],
  threads: ['create', 'get', 'list', 'resolve', 'messages'],
  contextPoints: ['create', 'list', 'get', 'delete'],
  contextThreads: ['create', 'get', 'list', 'close', 'addEntry', 'entries'],
  memory: ['put', 'get', 'list', 'search', 'delete', 'reportHealth', 'health'],
  webhooks: ['create', 'get', 'list', 'update', 'delete', 'rotateSecret', 'test', 'deliveries'],
  members: ['invite', 'accept', 'list', 'changeRole', 'remove'],
  tasks: ['create', 'get', 'list', 'claim', 'complete', 'cancel'],
}

/** The real table followed by planned rows, until there are `count`. */
function paddedTable(count: number): OperationTable {
  const table: Record<string, string> = { ...operations }
  let rows = Object.values(table).flatMap((own) => own.split(',')).length
  for (const [resource, methods] of Object.entries(planned))
    for (const method of methods) {
      const own = table[resource]?.split(',') ?? []
      if (own.some((row) => row.split(' ')[0] === method)) continue
      if (rows++ >= count) return table
      table[resource] = [...own, plannedRow(method)].join(',')
    }
  if (rows < count) throw new Error(`only ${rows} operations could be made up`)
  return table
}

function plannedRow(method: string): string {
  if (method === 'list') return 'list GET  qp'
  if (method === 'create') return 'create POST  bo'
  if (method === 'get') return 'get GET /{id} o'
  if (method === 'delete') return 'delete DELETE /{id} n'
  return method
}

/** Bytes of the client with a table of `count` operations. */
export async function clientSize(count: number): Promise<{ minified: number; gzip: number }> {
  const table = JSON.stringify(paddedTable(count))
  const padTable: Plugin = {
    name: 'pad-table',
    setup({ onLoad }) {
      onLoad({ filter: /gen\/operations\.ts$/ }, () => ({
        contents: `export const operations = ${table}`,
        loader: 'ts',
      }))
    },
  }
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    plugins: [padTable],
  })
  const code = outputFiles[0]?.contents
  if (code === undefined) throw new Error('the bundle is empty')
  return { minified: code.byteLength, gzip: gzipSync(code, { level: 9 }).byteLength }
}
