import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'tsup'

interface Manifest {
  readonly bin?: Record<string, string>
  readonly exports?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly publishConfig: { readonly exports?: Record<string, unknown> }
}

// Every package builds with this file: its package.json already says what its entry points are
// and whether `require` is promised.
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const sources = [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})]
const entries = sources
  .filter((path) => path.endsWith('.ts'))
  .map((path) => [entryName(path), path] as const)
const commonJs = JSON.stringify(manifest.publishConfig.exports ?? {}).includes('"require"')

/** `./src/testing/index.ts` is published as `testing`. */
function entryName(path: string): string {
  return path.replace(/^\.\/src\//, '').replace(/(\/index)?\.ts$/, '')
}

// What a package needs to be built but must not depend on goes inside, with its types: the client
// carries the contract's tables. For the types it has to look like a part of the package itself.
const inlined = Object.keys(manifest.devDependencies ?? {}).filter((name) =>
  name.startsWith('@coxswain/'),
)
const paths = Object.fromEntries(
  inlined.map((name) => [name, [resolve('..', name.replace('@coxswain/', ''), 'src', 'index.ts')]]),
)

export default defineConfig({
  entry: Object.fromEntries(entries),
  format: commonJs ? ['esm', 'cjs'] : ['esm'],
  target: 'node22',
  platform: commonJs ? 'neutral' : 'node',
  dts: manifest.bin === undefined ? { compilerOptions: { paths } } : false,
  noExternal: inlined,
  removeNodeProtocol: false,
  tsconfig: '../../tsconfig.json',
  clean: true,
  sourcemap: true,
  splitting: true,
  treeshake: true,
})
