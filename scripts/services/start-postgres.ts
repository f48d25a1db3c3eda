import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { runService } from './run-service.ts'
import type { Service } from './service.ts'

/** PostgreSQL refuses to run as root; this user may nothing, and is there on every Unix. */
const nobody = 65_534

/** Starts a PostgreSQL server of its own, in a temporary folder, from the programs in `folder`. */
export async function startPostgres(folder: string): Promise<Service> {
  const home = mkdtempSync(join(tmpdir(), 'coxswain-postgres-'))
  const uid = process.getuid?.() === 0 ? nobody : undefined
  if (uid !== undefined) chownSync(home, uid, uid)
  const data = join(home, 'data')
  const remove = () => rmSync(home, { recursive: true, force: true })
  try {
    // Words in the order of a language, as many databases have it: ours must not depend on it.
    const locale = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US']
    const login = ['--username=coxswain', '--auth=trust']
    execFileSync(
      join(folder, 'initdb'),
      [`--pgdata=${data}`, '--encoding=UTF8', ...locale, ...login],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        ...(uid === undefined ? {} : { uid, gid: uid }),
      },
    )
    const port = await freePort()
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `unix_socket_directories=${home}`,
      'max_connections=300',
      'shared_buffers=64MB',
    ]
    const stop = await runService({
      program: join(folder, 'postgres'),
      args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      uid,
      ready: /database system is ready to accept connections/,
      end: 'SIGINT',
    })
    return {
      url: `postgres://coxswain@127.0.0.1:${port}/postgres`,
      async stop() {
        await stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}
