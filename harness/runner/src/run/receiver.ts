import { createHmac } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fields } from '../expect/value.ts'
import type { ReceiverAnswer } from '../scenario/scenario.ts'

interface Received {
  headers: Record<string, string>
  text: string
}

/** A receiver of webhooks that answers as a scenario tells it, in order; the last answer stays. */
export class Receiver {
  readonly #server: Server
  readonly #received: Received[] = []
  #answers: ReceiverAnswer[] = []

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const headers: Record<string, string> = {}
      for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
      this.#received.push({ headers, text: Buffer.concat(chunks).toString() })
      this.#answer(response)
    })
  }

  static async open(): Promise<Receiver> {
    const receiver = new Receiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  script(answers: readonly ReceiverAnswer[]): void {
    this.#answers = [...answers]
  }

  /** What has come since this was last asked, and which of the secrets each was signed with. */
  take(secrets: readonly string[]): Fields {
    const requests = this.#received.splice(0).map((received) => ({
      headers: received.headers,
      text: received.text,
      body: JSON.parse(received.text),
      signed_by: signers(received, secrets),
    }))
    return { count: requests.length, requests }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(response: ServerResponse): void {
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0]
    if (answer === undefined) response.writeHead(204).end()
    else if ('status' in answer) response.writeHead(answer.status, answer.headers ?? {}).end()
    else if (answer.does === 'reset') response.destroy()
    // And silence is kept until the receiver closes.
  }
}

/** The places of the secrets that a signature is of, in the order of the signatures; -1 for none of them. */
function signers({ headers, text }: Received, secrets: readonly string[]): number[] {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  })
  const signatures = headers['webhook-signature'] ?? ''
  return signatures.split(' ').map((signature) => expected.indexOf(signature))
}
