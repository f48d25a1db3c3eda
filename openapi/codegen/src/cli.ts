import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generate, generatedFolders } from './generate.ts'
import { differences, writeOutputs } from './output.ts'
import { ArtifactError } from './read/node.ts'
import { readArtifact } from './read/read-artifact.ts'

const root = join(import.meta.dirname, '../../..')
const artifact = 'openapi/v1/current.json'

/** Committed lists of exported names and signatures, which follow from what is generated. */
const surfaces = ['packages/client/scripts/surface.ts']

function main(): number {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const outputs = generate(readArtifact(JSON.parse(readFileSync(join(root, artifact), 'utf8'))))
  if (values.check) {
    const differing = differences(root, outputs, generatedFolders)
    if (differing.length === 0) return 0
    console.error(`${differing.length} generated files differ; run \`pnpm generate\`:`)
    for (const path of differing) console.error(`  ${path}`)
    return 1
  }
  const touched = writeOutputs(root, outputs, generatedFolders)
  console.log(`${outputs.length} files generated, ${touched.length} changed`)
  for (const path of touched) console.log(`  ${path}`)
  for (const script of surfaces) {
    execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' })
  }
  return 0
}

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof ArtifactError)) throw error
  console.error(`${artifact}${error.message}`)
  process.exitCode = 1
}
