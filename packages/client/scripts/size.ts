// How many bytes the whole client costs a web page: minified, compressed, and with a table of the
// size that the contract will have.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { operations } from '../src/gen/operations.ts'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** Resources that the contract plans, with the methods that each may have. */
const planned: Readonly<Record<string, readonly string[]>> = {
  actions: ['create', 'get', 'list', 'update', 'claim', 'renew', 'outcome', 'cancel', 'trace'],
  assumptions: ['create', 'list', 'get', 'validate', 'invalidate'],
  guard: ['decide', 'get', 'list'],
  policies: ['create', 'get', 'list', 'update', 'delete', 'test', 'simulate', 'import', 'export'],
  approvals: ['list', 'get', 'wait', 'approve', 'deny'],
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
function paddedTable(count: number): Record<string, Record<string, string>> {
  const table: Record<string, Record<string, string>> = { ...operations }
  let rows = Object.values(operations).flatMap((methods) => Object.keys(methods)).length
  for (const [resource, methods] of Object.entries(planned))
    for (const method of methods) {
      if (rows++ >= count) return table
      const row = plannedRow(resource, method)
      table[resource] = { ...table[resource], [method]: row }
    }
  if (rows < count) throw new Error(`only ${rows} operations could be made up`)
  return table
}

function plannedRow(resource: string, method: string): string {
  const path = `/${resource.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  const component = `${resource[0]?.toUpperCase()}${resource.slice(1)}`
  if (method === 'list') return `GET ${path} qp ${component}Page`
  if (method === 'create') return `POST ${path} bo ${component}`
  if (method === 'get') return `GET ${path}/{${resource}_id} o ${component}`
  if (method === 'delete') return `DELETE ${path}/{${resource}_id} n`
  return `POST ${path}/{${resource}_id}/${method} bo ${component}`
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
