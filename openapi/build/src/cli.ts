import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemsOf, release, serialise, write } from './artifact.ts'
import { bundle } from './bundle.ts'
import { lint } from './lint/index.ts'

const root = join(import.meta.dirname, '../..')
const artifacts = join(root, 'v1')
const usage = 'usage: contract build | check | release <version>'

async function main([command, version]: string[]): Promise<void> {
  if (command !== 'build' && command !== 'check' && command !== 'release') throw new Error(usage)
  const document = await bundle(join(root, 'src'))
  const findings = lint(document)
  if (findings.length > 0)
    throw new Error(`the contract breaks ${findings.length} rule(s):\n  ${findings.join('\n  ')}`)
  const text = serialise(document)
  if (command === 'build') {
    write(artifacts, 'current.json', text)
    console.log(`openapi/v1/current.json: ${Object.keys(document.paths).length} paths`)
    return
  }
  const problems = problemsOf(artifacts, text)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  if (command === 'check') {
    console.log('the contract and its artifacts are in order')
    return
  }
  if (version === undefined) throw new Error(usage)
  const name = release(artifacts, version, readFileSync(join(artifacts, 'current.json'), 'utf8'))
  console.log(`openapi/v1/${name} is frozen`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
