// Packs what would be published and looks at it as its users' tools will: publint, the types as
// every kind of import sees them, and the size of the client in a browser.
import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import { packAll, published, tarballOf } from './packages/pack.ts'

const clientLimit = 12_750

packAll()
for (const name of published) {
  run('publint', ['run', tarballOf(name), '--strict'])
}
for (const name of ['contract', 'client'] as const) {
  run('attw', [tarballOf(name), '--profile', 'node16', '--no-emoji'])
}
for (const name of ['broker', 'server'] as const) {
  run('attw', [tarballOf(name), '--profile', 'esm-only', '--no-emoji'])
}

const size = clientSize()
console.log(`client: ${size} bytes minified and compressed, at most ${clientLimit}`)
if (size > clientLimit) process.exitCode = 1

function clientSize(): number {
  const bundle = buildSync({
    entryPoints: ['packages/client/dist/index.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    // Loaded only where a program brings it.
    external: ['@opentelemetry/api'],
  })
  const code = bundle.outputFiles[0]?.contents
  if (code === undefined) throw new Error('the client bundle is empty')
  return gzipSync(code, { level: 9 }).byteLength
}

/** Shows what a tool says; when it is not content the others still get their turn. */
function run(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
