import type { Fields, Value } from '../expect/value.ts'
import type { Exchange, HeaderList, RecordedRequest } from '../proxy/recording.ts'
import { viewFrame } from '../proxy/sse-frame.ts'

/** An exchange as scenarios, traces and the differential comparison see it. */
export function viewExchange(exchange: Exchange): Fields {
  const { request, response, upstream } = exchange
  return {
    ...viewRequest(request),
    connection: exchange.connection,
    end: exchange.end,
    ...(response
      ? {
          status: response.status,
          response_headers: headerMap(response.headers),
          response_body: viewBody(response.body, response.headers),
        }
      : {}),
    ...(exchange.frames ? { frames: exchange.frames.map(viewFrame) } : {}),
    ...(upstream
      ? {
          upstream: {
            ...viewRequest(upstream.request),
            status: upstream.response.status,
            response_headers: headerMap(upstream.response.headers),
            response_body: viewBody(upstream.response.body, upstream.response.headers),
          },
        }
      : {}),
  }
}

function viewRequest(request: RecordedRequest): Fields {
  const [path, query] = split(request.target)
  return {
    method: request.method,
    target: request.target,
    path,
    ...(query === undefined ? {} : { query }),
    headers: headerMap(request.headers),
    ...(request.body.length > 0
      ? { body: viewBody(request.body, request.headers), body_text: request.body.toString() }
      : {}),
  }
}

function split(target: string): [string, string | undefined] {
  const index = target.indexOf('?')
  return index < 0 ? [target, undefined] : [target.slice(0, index), target.slice(index + 1)]
}

function headerMap(headers: HeaderList): Record<string, string> {
  const map: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    map[key] = Object.hasOwn(map, key) ? `${map[key]}, ${value}` : value
  }
  return map
}

function viewBody(body: Buffer, headers: HeaderList): Value {
  const plain = !headers.some(([name]) => name.toLowerCase() === 'content-encoding')
  if (body.length === 0) return null
  const text = plain ? body.toString() : body.toString('base64')
  if (text.length > 20_000) return shorten(text)
  try {
    return JSON.parse(text) as Value
  } catch {
    return text
  }
}

/** The first words of a text: an id that is cut could not be told from another one any more. */
function shorten(text: string): string {
  return `${text.slice(0, 200).replace(/[0-9A-Za-z_-]+$/, '')}… ${text.length} characters`
}
