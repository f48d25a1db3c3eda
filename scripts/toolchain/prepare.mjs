import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toolchainEnvironment, venvBin } from './environment.mjs'
import { withLock } from './lock.mjs'
import { requireNode, requirePython } from './requirements.mjs'
import { isDone, run, step } from './step.mjs'

/** Brings everything that the scripts need; costs a few milliseconds once it is there. */
export async function prepare(root) {
  requireNode()
  await withLock(join(root, '.tools'), () => {
    const environment = virtualEnvironment(root)
    // What is missing is said before anything is downloaded.
    if (!isDone(root, environment)) requirePython()
    step(root, tools(root))
    step(root, packages(root))
    step(root, environment)
  })
}

/** pnpm and Node at the versions that package.json pins. */
function tools(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pnpm = manifest.packageManager.split('@')[1]
  const node = manifest.devDependencies.node
  const home = join(root, '.tools')
  const bin = join(home, 'node_modules', '.bin')
  return {
    name: `node ${node} and pnpm ${pnpm}`,
    inputs: [node, pnpm, process.platform, process.arch, root],
    leaves: [join(bin, 'node'), join(bin, 'pnpm')],
    work() {
      rmSync(join(home, 'node_modules'), { recursive: true, force: true })
      rmSync(join(home, 'package-lock.json'), { force: true })
      // npm 11 asks for an explicit permission before the package `node` may fetch its binary.
      const own = { private: true, allowScripts: { node: true }, dependencies: { node, pnpm } }
      writeFileSync(join(home, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)
      const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
      const env = { ...toolchainEnvironment(root), npm_config_ignore_scripts: 'false' }
      run('npm', args, { what: 'fetch its pinned Node and pnpm', cwd: home, env })
    },
  }
}

/** The workspace's npm packages, exactly as the lockfile says. */
function packages(root) {
  const settings = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']
  const manifests = ['packages', 'openapi', 'examples'].flatMap((folder) =>
    foldersOf(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
  const single = ['harness', 'bench'].map((folder) => join(folder, 'package.json'))
  const files = [...settings, ...manifests, ...single]
  return {
    name: 'the npm packages',
    inputs: [root, ...files.map((file) => textOf(join(root, file)))],
    leaves: [join(root, 'node_modules', '.modules.yaml')],
    work() {
      const args = ['install', '--frozen-lockfile', '--reporter=append-only']
      const env = { ...toolchainEnvironment(root), CI: 'true' }
      run('pnpm', args, { what: 'install its npm packages', cwd: root, env })
    },
  }
}

/** The virtual environment with the Python SDK in editable form and the tools that check it. */
function virtualEnvironment(root) {
  const home = join(root, 'packages', 'python')
  const requirements = join(home, 'requirements-dev.txt')
  const program = join(venvBin(root), process.platform === 'win32' ? 'python.exe' : 'python')
  return {
    name: 'the Python environment',
    inputs: [root, textOf(requirements), textOf(join(home, 'pyproject.toml'))],
    leaves: [program],
    work() {
      const env = toolchainEnvironment(root)
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
      const python = requirePython()
      rmSync(join(root, '.venv'), { recursive: true, force: true })
      run(python.executable, ['-m', 'venv', join(root, '.venv')], { what: 'make .venv', env })
      run(program, [...pip, '-r', requirements], { what: 'install its Python tools', env })
      const editable = ['--no-build-isolation', '--editable', home]
      run(program, [...pip, ...editable], { what: 'install its Python SDK', env })
    },
  }
}

function foldersOf(folder) {
  mkdirSync(folder, { recursive: true })
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
