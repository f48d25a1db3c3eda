import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import {
  type HeaderList,
  type RecordedRequest,
  type RecordedResponse,
  toHeaderList,
  withHeader,
} from './recording.ts'
import type { RequestChange } from './rule.ts'

/** Headers that belong to one connection and are not passed on. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade']

/** The request that the server is to see: the SDK's, changed as the rule says. */
export function changeRequest(
  request: RecordedRequest,
  change: RequestChange | undefined,
): RecordedRequest {
  let headers: HeaderList = request.headers.filter(
    ([name]) => !hopByHop.includes(name.toLowerCase()),
  )
  let body = request.body
  if (change?.text !== undefined) body = Buffer.from(change.text)
  if (change?.pad_to_bytes !== undefined) {
    const missing = Math.max(0, change.pad_to_bytes - body.length)
    body = Buffer.concat([body, Buffer.alloc(missing, ' ')])
  }
  if (body !== request.body) headers = withHeader(headers, 'content-length', String(body.length))
  for (const [name, value] of Object.entries(change?.headers ?? {})) {
    headers = withHeader(headers, name, value)
  }
  return {
    method: change?.method ?? request.method,
    target: change?.target ?? request.target,
    headers,
    body,
  }
}

/** What the server answered: whole, or, of an event stream, its head and what follows. */
export interface UpstreamAnswer {
  response: RecordedResponse
  stream?: IncomingMessage
}

/** Sends a request as it is and reads the whole answer, unless that is an event stream. */
export function ask(
  origin: URL,
  agent: Agent,
  request: RecordedRequest,
  timeoutMs: number,
): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: origin.hostname,
      port: origin.port,
      agent,
      method: request.method,
      path: request.target,
      headers: request.headers.flat(),
      setHost: false,
      timeout: timeoutMs,
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('the server did not answer in time')))
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      const status = incoming.statusCode ?? 0
      const headers = toHeaderList(incoming.rawHeaders)
      if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
        outgoing.setTimeout(0)
        resolve({ response: { status, headers, body: Buffer.alloc(0) }, stream: incoming })
        return
      }
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({ response: { status, headers, body: Buffer.concat(chunks) } }),
      )
    })
    outgoing.end(request.body)
  })
}
