import { delimiter, join } from 'node:path'

const windows = process.platform === 'win32'

/** Where the virtual environment keeps its programs. */
export const venvBin = (root) => join(root, '.venv', windows ? 'Scripts' : 'bin')

/**
 * The environment in which every script runs: the pinned tools come first on the PATH, and what an
 * outer `npm run` left behind is dropped, so that an inner npm works on its own folder.
 */
export function toolchainEnvironment(root) {
  const env = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (!leftByNpm.test(name)) env[name] = value
  }
  const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  env[path] = [
    join(root, '.tools', 'node_modules', '.bin'),
    join(root, 'node_modules', '.bin'),
    venvBin(root),
    env[path] ?? '',
  ].join(delimiter)
  env.VIRTUAL_ENV = join(root, '.venv')
  env.PYTHONDONTWRITEBYTECODE = '1'
  return env
}

const leftByNpm =
  /^(npm_(lifecycle|package)_.*|npm_(command|execpath|node_execpath)|npm_config_((local_|global_)?prefix|user_agent)|INIT_CWD|PYTHONHOME|PYTHONPATH)$/
