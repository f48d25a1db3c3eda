// All packages share one version; Python writes the same one in its own form (1.0.0a0).
import { globSync, readFileSync } from 'node:fs'
import { pep440 } from './packages/pep440.ts'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
}

const read = (file: string) => readFileSync(file, 'utf8')
const manifests = globSync('packages/*/package.json').map(
  (file): Manifest => JSON.parse(read(file)),
)
const expected = manifests[0]?.version ?? ''

const found = new Map(manifests.map(({ name, version }) => [name, version]))
found.set('packages/client/src/version.ts', quoted('packages/client/src/version.ts'))
const python = quoted('packages/python/src/coxswain/version.py')

const wrong = [...found].filter(([, version]) => version !== expected)
if (python !== pep440(expected)) wrong.push(['packages/python', python])
for (const [where, version] of wrong) console.error(`${where} has version ${version}`)
console.log(`version ${expected}, ${found.size + 1} places, ${wrong.length} differences`)
process.exitCode = wrong.length === 0 ? 0 : 1

function quoted(file: string): string {
  return /version(?:__)? = ['"]([^'"]+)['"]/.exec(read(file))?.[1] ?? 'none'
}
