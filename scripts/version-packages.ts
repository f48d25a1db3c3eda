// Applies the waiting changesets to the npm packages, then writes the new version where it stands
// outside of package.json.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { pep440 } from './packages/pep440.ts'

execFileSync('changeset', ['version'], { stdio: 'inherit' })
const { version } = JSON.parse(readFileSync('packages/client/package.json', 'utf8'))
replaceQuoted('packages/client/src/version.ts', version)
replaceQuoted('packages/python/src/coxswain/version.py', pep440(version))
execFileSync('node', ['scripts/lint-versions.ts'], { stdio: 'inherit' })

function replaceQuoted(file: string, value: string): void {
  const text = readFileSync(file, 'utf8')
  const written = text.replace(/(version(?:__)? = (['"]))[^'"]+\2/, `$1${value}$2`)
  writeFileSync(file, written)
}
