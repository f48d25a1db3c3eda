import { readFileSync } from 'node:fs'
import { Coxswain, type CoxswainOptions } from '@coxswain/client'

const { get: agent } = JSON.parse(
  readFileSync(new URL('../answers.json', import.meta.url), 'utf8'),
) as { get: object }
const body = JSON.stringify(agent)
const headers = { 'content-type': 'application/json' }

/** A client whose calls are answered at once, and whose streams by `stream`. */
export function createStubClient(
  stream: () => Response | Promise<Response>,
  options: CoxswainOptions = {},
): Coxswain {
  return new Coxswain({
    baseUrl: 'http://leaks.invalid',
    apiKey: 'cox_test_leaks',
    fetch: async (url) => (url.includes('/stream') ? stream() : new Response(body, { headers })),
    ...options,
  })
}

/** The frame of an event; `seq` makes it another one. */
export function frame(seq: number): Uint8Array {
  const id = `evt_${String(seq).padStart(26, '0')}`
  const data = { id, event: 'agent.retired', seq, payload: { agent: { id: 'a-1' } } }
  return new TextEncoder().encode(
    `id: ${id}\nevent: agent.retired\ndata: ${JSON.stringify(data)}\n\n`,
  )
}

/** A body that sends these chunks and, unless it `ends`, then stays silent. */
export function streamOf(
  chunks: readonly Uint8Array[],
  { ends, onCancel = () => {} }: { ends: boolean; onCancel?: () => void },
): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (ends) controller.close()
    },
    cancel: onCancel,
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
