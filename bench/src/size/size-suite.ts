import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { findPython } from '../process/find-python.ts'
import { root } from '../process/open-node.ts'
import type { Comparison, Suite } from '../run/comparison.ts'

const milliseconds = { key: 'ms', title: 'ms', better: 'lower' } as const
const sizes = [
  { key: 'gzip', title: 'kB minified and compressed', better: 'lower' },
  { key: 'minified', title: 'kB minified', better: 'lower' },
] as const

/** What it costs to have the SDKs: time to import them, and bytes of a web page. */
export const sizeSuite: Suite = {
  name: 'size',
  ids: ['size/import-node', 'size/import-python', 'size/bundle'],
  async open() {
    mkdirSync(join(root, 'bench/out'), { recursive: true })
    const folder = mkdtempSync(join(root, 'bench/out/bundles-'))
    const files = { esm: join(folder, 'client.mjs'), cjs: join(folder, 'client.cjs') }
    for (const format of ['esm', 'cjs'] as const) {
      await build({ ...bundling, entryPoints: [client], format, outfile: files[format] })
    }
    return {
      comparisons: [importNode(files), importPython, bundle],
      close: async () => rmSync(folder, { recursive: true }),
    }
  },
}

const client = fileURLToPath(import.meta.resolve('@coxswain/client'))
const bundling = { bundle: true, platform: 'neutral', target: 'es2022' } as const

/** Runs code that prints a time of its own: starting the runtime is not part of it. */
function timed(command: string, args: readonly string[]): number {
  return Number(execFileSync(command, args, { encoding: 'utf8', cwd: root }))
}

function importNode(files: { readonly esm: string; readonly cjs: string }): Comparison {
  const run = (type: 'module' | 'commonjs', load: string) => async () => {
    const code = `const t=performance.now();${load};console.log(performance.now()-t)`
    return { ms: timed(process.execPath, [`--input-type=${type}`, '-e', code]) }
  }
  const [esm, cjs] = [JSON.stringify(files.esm), JSON.stringify(files.cjs)]
  return {
    id: 'size/import-node',
    title: 'Importing the Node SDK',
    metrics: [milliseconds],
    contenders: [
      { name: 'import', measure: run('module', `await import(${esm})`) },
      { name: 'require', measure: run('commonjs', `require(${cjs})`) },
      {
        name: 'first fetch of Node itself',
        measure: run('module', 'globalThis.fetch;new Request("http://a.invalid")'),
      },
    ],
  }
}

const importPython: Comparison = {
  id: 'size/import-python',
  title: 'Importing the Python SDK',
  metrics: [milliseconds],
  aims: [{ contender: 'coxswain', metric: 'ms', value: 300 }],
  contenders: ['coxswain', 'httpx, pydantic'].map((modules) => ({
    name: modules,
    measure: async () => {
      const code = `import time; t=time.perf_counter(); import ${modules}; print((time.perf_counter()-t)*1000)`
      return { ms: timed(findPython(), ['-c', code]) }
    },
  })),
}

const bundle: Comparison = {
  id: 'size/bundle',
  title: 'The client in a web page, with all operations of today',
  metrics: sizes,
  aims: [{ contender: '@coxswain/client', metric: 'gzip', value: 12 }],
  contenders: ['@coxswain/client', 'openapi-fetch'].map((name) => ({
    name,
    measure: () => bytesOf(name),
  })),
}

async function bytesOf(name: string) {
  const entry = fileURLToPath(import.meta.resolve(name))
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: [entry],
    minify: true,
    format: 'esm',
    write: false,
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return { minified: code.byteLength / 1000, gzip: gzipSync(code, { level: 9 }).byteLength / 1000 }
}
