import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { run } from './run.ts'

/** A title that would do harm if it ever were markup. */
export const hostileTitle =
  '</script><img src=x onerror="document.title=`pwned`"><script>document.title=`pwned`</script>'

const retried = `title: One 503 costs one retry
proves: [retry.statuses, agents.get 200]
given:
  - { api: agents.upsert, path: [a-1], body: {} }
proxy:
  - do: { respond: { status: 503 } }
steps:
  - call: agents.get
    path: [a-1]
    expect: { ok: { id: a-1 }, sleeps_ms: [250] }
`

const hostile = `title: ${JSON.stringify(hostileTitle)}
proves: [agents.get 404]
steps:
  - call: agents.get
    path: ['<b id=pwned>']
    expect: { ok: { id: '</script><b id=pwned>' } }
`

/** The page of a small red run: one scenario that fails for Node, and an SDK that can do nothing at all. */
export async function makeRedPage(folder: string): Promise<string> {
  const scenarios = join(folder, 'scenarios')
  await mkdir(join(scenarios, 'small'), { recursive: true })
  for (const name of ['scenario.schema.json', 'providers.yaml']) {
    await copyFile(resolve('harness/scenarios', name), join(scenarios, name))
  }
  await writeFile(join(scenarios, 'small/retried.yaml'), retried)
  await writeFile(join(scenarios, 'small/hostile.yaml'), hostile)
  const driver = `node ${resolve('harness/runner/src/testing/fake-driver.ts')} lacks`
  const subjects = ['--driver', `toy=${driver}`, '--sdk', 'node', '--sdk', 'toy']
  const configuration = ['--configuration', 'sqlite+memory']
  const args = ['--scenarios', scenarios, '--out', folder, ...configuration, ...subjects]
  const failed = await run('node', ['harness/runner/src/cli.ts', '--no-progress', ...args], {
    cwd: '.',
  }).then(
    () => false,
    () => true,
  )
  if (!failed) throw new Error('a run that must be red was green')
  return join(folder, 'parity.html')
}
