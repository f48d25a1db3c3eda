import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ControlPlane, startControlPlane } from './support/control-plane.ts'
import { emptyFolder, removeFolder } from './support/empty-project.ts'
import { expected, normalised } from './support/quickstart.ts'
import { run } from './support/run.ts'

const program = resolve('examples/quickstart-python/main.py')
const home = resolve('packages/python')
let folder: string
let plane: ControlPlane

beforeAll(async () => {
  folder = await emptyFolder('python')
  const cli = resolve('packages/cli/src/main.ts')
  plane = await startControlPlane({ command: ['node', cli], folder, memory: true })
  const output = join(folder, 'dist')
  await run('python', ['-m', 'build', '--no-isolation', '--outdir', output, home], { cwd: home })
})

afterAll(async () => {
  await plane?.stop()
  await removeFolder(folder)
})

describe.each([
  ['wheel', '.whl'],
  ['source distribution', '.tar.gz'],
])('the %s', (kind, ending) => {
  let python: string

  beforeAll(async () => {
    const venv = join(folder, `venv${ending}`)
    python = join(venv, 'bin', 'python')
    const files = await readdir(join(folder, 'dist'))
    const file = files.find((name) => name.endsWith(ending)) ?? `no ${kind}`
    await run('python', ['-m', 'venv', venv], { cwd: folder })
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    await run(python, [...pip, join(folder, 'dist', file)], { cwd: folder })
  })

  test('installs cleanly and runs the quick start', async () => {
    await run(python, ['-m', 'pip', 'check'], { cwd: folder })
    const printed = await run(python, [program], { cwd: folder, env: await plane.newOrg(kind) })
    expect(normalised(printed)).toContain(expected)
  })

  test('carries types that satisfy pyright and mypy in strict mode', async () => {
    const strict = ['--strict', '--python-executable', python, '--cache-dir', join(folder, 'mypy')]
    await run('mypy', [...strict, program], { cwd: folder })
    await copyFile(program, join(folder, 'main.py'))
    const config = { include: ['main.py'], typeCheckingMode: 'strict' }
    await writeFile(join(folder, 'pyrightconfig.json'), JSON.stringify(config))
    const checked = await run('pyright', ['--pythonpath', python], { cwd: folder })
    expect(checked).toContain('0 errors, 0 warnings')
  })
})
