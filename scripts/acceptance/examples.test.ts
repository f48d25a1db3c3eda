import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Coxswain } from '@coxswain/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ControlPlane, startControlPlane } from './support/control-plane.ts'
import { emptyFolder, removeFolder } from './support/empty-project.ts'
import { expected, normalised } from './support/quickstart.ts'
import { type ReadmeExample, readmeExamples } from './support/readme-examples.ts'
import { run } from './support/run.ts'
import { startService } from './support/service.ts'

let folder: string
let plane: ControlPlane

beforeAll(async () => {
  folder = await emptyFolder('examples')
  const cli = resolve('packages/cli/src/main.ts')
  plane = await startControlPlane({ command: ['node', cli], folder })
})

afterAll(async () => {
  await plane?.stop()
  await removeFolder(folder)
})

test.each([
  ['quickstart-node', 'node', 'main.ts'],
  ['quickstart-python', 'python', 'main.py'],
])('%s tells its whole story', async (example, program, file) => {
  const env = await plane.newOrg(example)
  const printed = await run(program, [file], { cwd: join('examples', example), env })
  expect(normalised(printed)).toBe(expected)
})

test.each(['embed-express', 'embed-fetch'])(
  '%s serves its own routes and ours',
  async (example) => {
    const token = 'a-token-for-this-run-only'
    const app = await startService('node', ['main.ts'], {
      cwd: join('examples', example),
      env: { PORT: '0', COXSWAIN_BOOTSTRAP_TOKEN: token, COXSWAIN_DATABASE_URL: undefined },
    })
    const url = app.firstLine
    expect(await (await fetch(url)).text()).toBe('The app of its own')

    const baseUrl = `${url}/coxswain`
    const operator = new Coxswain({ baseUrl, apiKey: token })
    const { org, api_key } = await operator.orgs.bootstrap({ name: example })
    const cox = new Coxswain({ baseUrl, apiKey: api_key.secret })
    expect(await cox.orgs.get('current')).toEqual(org)
    await app.stop()
  },
)

test.each(readmeExamples())('the code at $where runs', async (example) => {
  const env = await plane.newOrg(example.where)
  const printed = await runExample(example, env)
  // An example that shows nothing would prove nothing.
  expect(printed).not.toBe('')
})

/** Inside the workspace, so that the packages resolve, but in a folder that git does not see. */
async function runExample(
  { language, code, where }: ReadmeExample,
  env: Record<string, string>,
): Promise<string> {
  const home = join('.cache', 'readme', where.replaceAll(/[^a-z0-9]+/gi, '-'))
  await mkdir(home, { recursive: true })
  const file = language === 'python' ? 'example.py' : 'example.ts'
  await writeFile(join(home, file), code)
  await writeFile(join(home, 'package.json'), '{"type":"module"}')
  return run(language === 'python' ? 'python' : 'node', [file], { cwd: home, env })
}
