import type { Parameter, Stream, Success } from './model.ts'
import type { Node } from './node.ts'

const mediaType = 'text/event-stream'

/** The frames of a streaming operation, or null; `x-streaming` and the media type go together. */
export function readStream(operation: Node, success: Success): Stream | null {
  const streaming = operation.find('x-streaming')
  if (streaming === undefined) {
    if (success.mediaType === mediaType) operation.fail(`answers ${mediaType} without x-streaming`)
    return null
  }
  streaming.oneOf(['sse'])
  if (success.mediaType !== mediaType) streaming.fail(`needs an answer of ${mediaType}`)
  const items = operation.at('x-stream-items')
  const component = (name: string) => items.at(name).refInto('components/schemas')
  return { kind: 'sse', event: component('event'), reset: component('reset') }
}

/** `x-wait` names the query parameter that says how long the server holds the answer back. */
export function readWait(operation: Node, query: readonly Parameter[]): 'timeout_seconds' | null {
  const wait = operation.find('x-wait')
  if (wait === undefined) return null
  const name = wait.oneOf(['timeout_seconds'])
  if (!query.some((parameter) => parameter.name === name)) wait.fail('is not a query parameter')
  return name
}
