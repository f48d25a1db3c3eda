import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let root: string
let bin: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coxswain toolchain '))
  bin = join(root, 'bin')
  mkdirSync(bin)
  cpSync('scripts/with-toolchain.mjs', join(root, 'scripts', 'with-toolchain.mjs'))
  cpSync('scripts/toolchain', join(root, 'scripts', 'toolchain'), { recursive: true })
  const manifest = { packageManager: 'pnpm@1.2.3', devDependencies: { node: '4.5.6' } }
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(root, 'script.mjs'), "console.log('ran', process.argv[2])")
})
afterEach(() => rmSync(root, { recursive: true }))

/** A machine that has these programs and no others. */
function machine(programs: Record<string, string>): void {
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
}

function command() {
  const args = [join(root, 'scripts', 'with-toolchain.mjs'), 'script.mjs', 'well']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: bin },
  })
  return { status, stdout, stderr }
}

const tell = (answer: object) => `echo '${JSON.stringify(answer)}'`
const npm = 'echo 10.0.0'

/** Leaves behind what an installation would, and notes that it ran. */
const installer = (leaves: string) => `
[ "$1" = --version ] && exit 0
echo "$0" >> "${'$'}{0%/*}/log"
/bin/mkdir -p "${'$'}{PWD}/${leaves}"
/bin/ln -sf "${process.execPath}" "${'$'}{PWD}/${leaves}/node"
/bin/ln -sf "${'$'}{0%/*}/pnpm" "${'$'}{PWD}/${leaves}/pnpm"`

const python = `
if [ "$1" = -c ]; then ${tell({ version: '3.11.2', executable: '/PYTHON', venv: true })}; exit; fi
echo "$0 $*" >> "${'$'}{0%/*}/log"
if [ "$2" = venv ]; then /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python"; fi`

test('without npm, one sentence says so', () => {
  expect(command()).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Coxswain needs npm, which comes with Node, and there is none on the PATH.\n',
  })
})

test('without Python, one sentence says so and nothing is downloaded', () => {
  machine({ npm })
  const { status, stderr } = command()
  expect(status).toBe(1)
  expect(stderr).toBe('Coxswain needs Python 3.10 or newer, and there is no Python on the PATH.\n')
  expect(existsSync(join(root, '.tools', 'package.json'))).toBe(false)
})

test('a Python that is too old is named', () => {
  machine({ npm, python3: tell({ version: '3.9.18', executable: '/p', venv: true }) })
  const { stderr } = command()
  expect(stderr).toBe(
    'Coxswain needs Python 3.10 or newer, and there is only Python 3.9.18 on the PATH.\n',
  )
})

test('a Python without venv is named, unless another one has it', () => {
  const bare = tell({ version: '3.11.2', executable: '/usr/bin/python3', venv: false })
  machine({ npm, python3: bare })
  expect(command().stderr).toContain('Python 3.11.2 (/usr/bin/python3) comes without it')

  machine({ python: python.replace('/PYTHON', join(bin, 'python')) })
  expect(command().stderr).not.toContain('comes without it')
})

test('everything is set up once, and the script runs each time', () => {
  const own = python.replace('/PYTHON', join(bin, 'python3'))
  const pnpm = '/bin/mkdir -p node_modules; : > node_modules/.modules.yaml'
  machine({ npm: installer('node_modules/.bin'), pnpm, python3: own })

  const first = command()
  expect(first.stdout).toBe('ran well\n')
  expect(first.stderr).toMatch(/setting up node 4\.5\.6 and pnpm 1\.2\.3 \.\.\. .* s\n/)
  expect(first.stderr).toContain('setting up the Python environment')

  expect(command()).toEqual({ status: 0, stdout: 'ran well\n', stderr: '' })

  writeFileSync(join(root, 'pnpm-lock.yaml'), 'changed')
  const { stderr } = command()
  expect(stderr).toMatch(/^setting up the npm packages \.\.\. .* s\n$/)
})

test('a step that fails shows what the tool said and is tried again', () => {
  machine({ npm: '[ "$1" = --version ] || { echo no network; exit 7; }', python3: python })
  for (const _ of [1, 2]) {
    const { status, stderr } = command()
    expect(status).toBe(1)
    expect(stderr).toContain(
      'could not fetch its pinned Node and pnpm (exit code 7).\n\nno network',
    )
  }
})
