import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string; readonly severity: string }
}

const breaches: readonly [rule: string, from: string, imports: string][] = [
  ['kernel-below-modules', 'packages/server/src/http/router.ts', '../modules/identity/index.ts'],
  ['kernel-below-modules', 'packages/server/src/store/log.ts', '../modules/identity/index.ts'],
  [
    'modules-by-their-index',
    'packages/server/src/modules/governance/policy.ts',
    '../identity/agent-repository.ts',
  ],
  ['sql-at-the-rim', 'packages/server/src/modules/identity/agent.ts', 'node:sqlite'],
  ['client-runs-anywhere', 'packages/client/src/transport.ts', 'node:http'],
  ['client-has-no-validators', 'packages/client/src/check.ts', '../../contract/src/validators.ts'],
  ['broker-knows-the-contract-only', 'packages/broker/src/log.ts', '../../server/src/index.ts'],
  ['broker-by-its-index', 'packages/server/src/relay.ts', '../../broker/src/log-relay.ts'],
  [
    'public-exports-only',
    'harness/runner/src/watch.ts',
    '../../../packages/broker/src/log-relay.ts',
  ],
  ['contract-stands-alone', 'packages/contract/src/operation.ts', '../../client/src/index.ts'],
  ['server-without-client', 'packages/server/src/call.ts', '../../client/src/index.ts'],
  ['public-exports-only', 'packages/cli/src/main.ts', '../../server/src/http/kernel.ts'],
  ['public-exports-only', 'harness/runner/src/main.ts', '../../../packages/client/src/retry.ts'],
  ['public-exports-only', 'proofs/src/main.ts', '../../packages/server/src/http/kernel.ts'],
  ['sql-at-the-rim', 'proofs/src/audit/audit.ts', 'node:sqlite'],
  ['public-exports-only', 'examples/app/main.ts', '../../packages/server/src/http/kernel.ts'],
  ['openapi-stands-alone', 'openapi/codegen/src/emit.ts', '../../../packages/client/src/index.ts'],
  ['no-test-in-runtime', 'packages/client/src/index.ts', './retry.test.ts'],
  ['viewer-runs-in-browsers', 'harness/runner/src/report/page/viewer/main.ts', 'node:fs'],
  ['resolvable', 'packages/cli/src/options.ts', './nowhere.ts'],
]

const allowed: readonly [from: string, imports: string][] = [
  ['packages/server/src/modules/governance/guard.ts', '../identity/index.ts'],
  ['packages/server/src/modules/identity/agent-repository.ts', 'node:sqlite'],
  ['packages/cli/src/serve.ts', '../../server/src/index.ts'],
  ['packages/broker/src/channel.ts', '../../contract/src/index.ts'],
  ['packages/server/src/server.ts', '../../broker/src/index.ts'],
]

const targets = [
  'packages/server/src/index.ts',
  'packages/server/src/http/kernel.ts',
  'packages/server/src/modules/identity/index.ts',
  'packages/contract/src/validators.ts',
  'packages/contract/src/index.ts',
  'packages/broker/src/index.ts',
  'packages/broker/src/log-relay.ts',
  'packages/client/src/retry.ts',
  'packages/client/src/retry.test.ts',
]

let root: string
let violations: readonly Violation[]

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'coxswain rules '))
  const files = new Map<string, string>(targets.map((path) => [path, 'export {}\n']))
  for (const [from, imports] of [...breaches.map(([, ...rest]) => rest), ...allowed]) {
    files.set(from, `${files.get(from) ?? ''}import '${imports}'\n`)
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  writeFileSync(join(root, 'tsconfig.json'), '{"extends":"./tsconfig.base.json"}')
  for (const name of ['tsconfig.base.json', 'node_modules']) {
    symlinkSync(resolve(name), join(root, name))
  }
  violations = cruise()
})
afterAll(() => rmSync(root, { recursive: true }))

function cruise(): readonly Violation[] {
  const args = ['--config', resolve('.dependency-cruiser.mjs'), '--output-type', 'json']
  const folders = ['packages', 'openapi', 'harness', 'proofs', 'examples']
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const out = execFileSync(process.execPath, [program, ...args, ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  return JSON.parse(out).summary.violations
}

test.each(breaches)('%s is an error in %s', (rule, from) => {
  const found = violations.filter((one) => one.from === from && one.rule.name === rule)
  expect(found.map((one) => one.rule.severity)).toEqual(['error'])
})

test.each(allowed)('%s may import %s', (from) => {
  expect(violations.filter((one) => one.from === from)).toEqual([])
})
