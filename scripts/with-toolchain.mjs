// Runs a TypeScript script on the pinned toolchain, after fetching whatever of it is not there yet.
// Plain JavaScript without dependencies: it starts on any Node from 20 on, in a fresh clone.
import { spawn } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toolchainEnvironment } from './toolchain/environment.mjs'
import { prepare } from './toolchain/prepare.mjs'
import { Missing } from './toolchain/requirements.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [script, ...args] = process.argv.slice(2)

if (script === undefined) {
  console.error('usage: node scripts/with-toolchain.mjs <script.ts> [arguments]')
  process.exit(2)
}

try {
  await prepare(root)
} catch (error) {
  if (!(error instanceof Missing)) throw error
  console.error(error.message)
  process.exit(1)
}

const env = toolchainEnvironment(root)
const child = spawn('node', [resolve(root, script), ...args], { cwd: root, env, stdio: 'inherit' })

// A terminal sends Ctrl-C to the whole group; the child decides how to end and we follow it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
process.on('SIGHUP', () => child.kill('SIGHUP'))
child.on('error', (error) => {
  console.error(`Could not start ${script}: ${error.message}`)
  process.exitCode = 1
})
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
})
