import { spawnSync } from 'node:child_process'

/** Something that the machine has to bring; the message is the one sentence that a person reads. */
export class Missing extends Error {}

const windows = process.platform === 'win32'
const lowestNode = 20
const lowestPython = [3, 10]

/** Fails unless this Node and its npm can fetch the rest. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < lowestNode) {
    throw new Missing(
      `Coxswain needs Node ${lowestNode} or newer to set itself up, and this is Node ${process.versions.node}.`,
    )
  }
  const npm = spawnSync('npm', ['--version'], { encoding: 'utf8', shell: windows })
  if (npm.status !== 0) {
    throw new Missing('Coxswain needs npm, which comes with Node, and there is none on the PATH.')
  }
}

/** The first Python on the PATH that is new enough and can make a virtual environment. */
export function requirePython() {
  const tooOld = []
  const withoutVenv = []
  for (const command of pythonCommands()) {
    const found = inspect(command)
    if (found === undefined) continue
    if (!newEnough(found.version)) tooOld.push(found)
    else if (!found.venv) withoutVenv.push(found)
    else return found
  }
  const lowest = lowestPython.join('.')
  if (withoutVenv[0] !== undefined) {
    throw new Missing(
      `Coxswain needs Python's venv module, and Python ${withoutVenv[0].version} (${withoutVenv[0].executable}) ` +
        'comes without it (on Debian and Ubuntu: apt install python3-venv).',
    )
  }
  const seen =
    tooOld[0] === undefined ? 'there is no Python' : `there is only Python ${tooOld[0].version}`
  throw new Missing(`Coxswain needs Python ${lowest} or newer, and ${seen} on the PATH.`)
}

function pythonCommands() {
  const named = ['3.14', '3.13', '3.12', '3.11', '3.10'].map((version) => `python${version}`)
  const asked = process.env.PYTHON === undefined ? [] : [process.env.PYTHON]
  return [...asked, 'python3', 'python', ...named]
}

const probe = `
import importlib.util, json, platform, sys
venv = all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))
# Inside a virtual environment this is the Python that it was made from.
executable = getattr(sys, "_base_executable", sys.executable)
print(json.dumps({"version": platform.python_version(), "executable": executable, "venv": venv}))
`

function inspect(command) {
  const run = spawnSync(command, ['-c', probe], { encoding: 'utf8', timeout: 20_000 })
  if (run.status !== 0) return undefined
  try {
    return JSON.parse(run.stdout)
  } catch {
    return undefined
  }
}

function newEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > lowestPython[0] || (major === lowestPython[0] && minor >= lowestPython[1])
}
