import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openPython } from '../process/find-python.ts'
import { openNode, root } from '../process/open-node.ts'
import type { Process } from '../process/open-process.ts'
import { renderTable } from '../run/table.ts'
import { actionBody } from '../server/action-request.ts'
import { type Share, summariseProfile } from './summarise-profile.ts'

const limit = 12

interface Profiled {
  readonly id: string
  readonly title: string
  readonly run: (folder: string) => Promise<Share[]>
}

const profiled: readonly Profiled[] = [
  { id: 'server', title: 'Server: actions.create, 16 at a time', run: profileServer },
  {
    id: 'stream',
    title: 'Server: events to 1,000 readers',
    run: (folder) => inNode(folder, 'stream/coxswain-process.ts', [], fanOut),
  },
  {
    id: 'guard',
    title: 'Server: guard.decide with 100 policies',
    run: (folder) =>
      inNode(folder, 'guard/guard-process.ts', ['100'], (process) =>
        process.ask('fetch', { count: 10_000, connections: 32 }),
      ),
  },
  {
    id: 'client/node',
    title: 'Node SDK: actions.create over a stub of fetch',
    run: (folder) =>
      inNode(folder, 'client/client-process.ts', ['coxswain'], (process) =>
        process.ask('run', { call: 'create', count: 100_000 }),
      ),
  },
  { id: 'client/python', title: 'Python SDK: actions.create', run: profilePython },
]

/** Where the time goes, by function, as Markdown. */
export async function profileAll(filter: string): Promise<string> {
  const out = join(root, 'bench/out')
  mkdirSync(out, { recursive: true })
  const parts: string[] = []
  for (const { id, title, run } of profiled) {
    if (!id.startsWith(filter)) continue
    const folder = mkdtempSync(join(out, 'profile-'))
    try {
      const shares = await run(folder)
      const rows = shares.map(({ name, share }) => [`\`${name}\``, `${(share * 100).toFixed(1)} %`])
      parts.push(`### ${title}\n\n${renderTable([['function', 'own time'], ...rows])}`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return parts.join('\n\n')
}

/** Runs `work` on a process that writes its profile when it ends. */
async function inNode(
  folder: string,
  script: string,
  args: readonly string[],
  work: (process: Process) => Promise<unknown>,
): Promise<Share[]> {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']
  const process = openNode(script, { args, flags })
  try {
    await work(process)
  } finally {
    await process.stop()
  }
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) throw new Error(`${script} left no profile`)
  return summariseProfile(JSON.parse(readFileSync(join(folder, file), 'utf8')), placeOf, limit)
}

function profileServer(folder: string): Promise<Share[]> {
  const args = [join(folder, 'profile.db')]
  return inNode(folder, 'server/coxswain-process.ts', args, async (server) => {
    const load = openNode('server/load-process.ts')
    try {
      const target = await server.ask<object>('open')
      const body = JSON.stringify(actionBody)
      await load.ask('load', { ...target, body, keyed: true, connections: 16, seconds: 5 })
    } finally {
      await load.stop()
    }
  })
}

async function fanOut(server: Process): Promise<void> {
  const readers = openNode('stream/readers-process.ts')
  const [events, count] = [200, 1000]
  try {
    await readers.ask('connect', { ...(await server.ask<object>('open')), readers: count })
    await readers.ask('expect', { deliveries: events * count })
    await server.ask('publish', { events, everyMs: 0 })
    await readers.ask('collect')
    await readers.ask('disconnect')
  } finally {
    await readers.stop()
  }
}

async function profilePython(): Promise<Share[]> {
  const process = openPython('calls.py', { args: ['coxswain'] })
  try {
    return await process.ask<Share[]>('profile', { call: 'create', count: 5000, limit })
  } finally {
    await process.stop()
  }
}

/** Files of ours by their place in the repository, others by their package. */
function placeOf(url: string): string {
  if (url.startsWith('node:')) return url
  const path = url.replace('file://', '').replace(root, '')
  const inside = path.lastIndexOf('node_modules/')
  if (inside < 0) return path
  return path.slice(inside + 'node_modules/'.length)
}
