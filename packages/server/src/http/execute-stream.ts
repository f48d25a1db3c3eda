import type { Call, StreamAnswer } from './call.ts'
import { beforeHandler, createContext } from './call-context.ts'
import type { Kernel } from './kernel.ts'
import type { StreamEnd, StreamSource } from './open-stream.ts'

/** Runs the handler of an operation that answers with a stream. */
export async function executeStream(kernel: Kernel, call: Call): Promise<StreamAnswer> {
  const { operation, principal, correlation, input, headers, signal } = call
  if (principal.kind !== 'api_key') throw new TypeError(`${operation.id} streams to keys only`)
  await beforeHandler(kernel, call)
  const over = Promise.withResolvers<StreamEnd>()
  kernel.metrics.streamOpened(operation.id)
  const stream = kernel.streams.open(principal, {
    request: signal,
    onEnd(end, failure) {
      kernel.metrics.streamEnded(operation.id, end)
      if (end === 'failed') {
        const { requestId } = correlation
        kernel.log.error({ request_id: requestId, err: failure }, 'stream failed')
      }
      over.resolve(end)
    },
  })
  const { store, status: server, commits } = kernel
  const { ending } = stream
  const access = { store, server, commits, ending, lastEventId: headers.lastEventId }
  try {
    const context = createContext(kernel, { ...call, signal: stream.signal }, access, {
      etag: null,
    })
    const source = (await operation.handle(input, context, undefined)) as StreamSource
    stream.attach(source)
    return { body: stream, over: over.promise }
  } catch (error) {
    stream.finish('unopened')
    throw error
  }
}
