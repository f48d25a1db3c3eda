import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver was sent. */
export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** How a receiver answers: with a status, or in a way of its own. */
export type Answer = number | ((response: ServerResponse) => void)

export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** How it answers from now on. Default: 204. */
  answer: Answer
  close(): Promise<void>
}

/** Listens on this machine and keeps what comes. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  const receiver = { received, answer: 204 as Answer }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
    const { answer } = receiver
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
