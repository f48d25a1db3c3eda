import { Coxswain } from '@coxswain/client'
import { type Service, startService } from './service.ts'

const bootstrapToken = 'a-token-for-this-run-only'

/** A control plane in a process of its own. */
export interface ControlPlane {
  readonly url: string
  /** What an SDK reads from the environment: the URL, and the key of an org made for the caller. */
  newOrg(name: string): Promise<{ COXSWAIN_BASE_URL: string; COXSWAIN_API_KEY: string }>
  stop(): Promise<void>
}

export interface ControlPlaneOptions {
  /** The program and arguments that stand for `coxswain`. */
  readonly command: readonly [string, ...string[]]
  readonly folder: string
  /** Keeps nothing on disk. Default: false. */
  readonly memory?: boolean
}

export async function startControlPlane({
  command: [program, ...args],
  folder,
  memory = false,
}: ControlPlaneOptions): Promise<ControlPlane> {
  const service: Service = await startService(
    program,
    [...args, 'serve', '--port', '0', '--json'],
    {
      cwd: folder,
      env: {
        COXSWAIN_BOOTSTRAP_TOKEN: bootstrapToken,
        COXSWAIN_DATABASE_URL: memory ? 'sqlite::memory:' : undefined,
        COXSWAIN_BASE_URL: undefined,
      },
    },
  )
  const { url } = JSON.parse(service.firstLine) as { url: string }
  return {
    url,
    stop: () => service.stop(),
    async newOrg(name) {
      const operator = new Coxswain({ baseUrl: url, apiKey: bootstrapToken })
      const { api_key } = await operator.orgs.bootstrap({ name })
      return { COXSWAIN_BASE_URL: url, COXSWAIN_API_KEY: api_key.secret }
    },
  }
}
