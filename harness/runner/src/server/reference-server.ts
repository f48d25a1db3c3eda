import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { harnessPath } from '../paths.ts'
import { configurations } from './configuration.ts'
import { ControlClient } from './control-client.ts'

export interface ServerAddress {
  api: string
  control: string
  bootstrap_token: string
}

/** The reference server as a child process; it ends when its stdin does. */
export class ReferenceServer {
  readonly address: ServerAddress
  readonly control: ControlClient
  /** What it runs on, such as `sqlite+memory`. */
  readonly configuration: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, address: ServerAddress, configuration: string) {
    this.#child = child
    this.configuration = configuration
    this.address = address
    this.control = new ControlClient(address.control)
  }

  /** Starts it, `env` besides our own environment, and waits for the line with its addresses. */
  static async start(
    onStderr: (line: string) => void,
    env: Record<string, string> = {},
    configuration = configurations[0].id,
  ): Promise<ReferenceServer> {
    const child = spawn(process.execPath, [harnessPath('reference-server/src/main.ts')], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const lastWords: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastWords.push(line)
      onStderr(line)
    })
    const address = await new Promise<ServerAddress>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it did not start within 20 s')), 20_000)
      child.once('error', reject)
      child.once('exit', (code) => {
        const words = lastWords.slice(-30).join('\n')
        reject(new Error(`the reference server ended with ${code}\n${words}`))
      })
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer)
        resolve(JSON.parse(line) as ServerAddress)
      })
    })
    return new ReferenceServer(child, address, configuration)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const exited = new Promise((resolve) => this.#child.once('exit', resolve))
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000)
    this.#child.stdin?.end()
    await exited
    clearTimeout(timer)
  }
}
