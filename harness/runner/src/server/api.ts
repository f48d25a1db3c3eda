import type { Operation } from '../contract/operation.ts'
import type { Fields, Value } from '../expect/value.ts'

export interface ApiRequest {
  operation: Operation
  path: Value[]
  body?: Value
  query?: Fields
  key: string
  headers?: Record<string, string>
}

export interface ApiAnswer {
  status: number
  headers: Record<string, string>
  body: Value
}

/** One plain request of the runner itself: no SDK, no retry, no proxy. */
export async function askApi(origin: string, request: ApiRequest): Promise<ApiAnswer> {
  const { operation, path, body, query, key, headers } = request
  let index = 0
  const target = operation.path.replaceAll(/\{[^}]+\}/g, () =>
    encodeURIComponent(String(path[index++])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item))
  }
  const response = await fetch(`${origin}/api/v1${target}${search.size > 0 ? `?${search}` : ''}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: isJson ? (JSON.parse(text) as Value) : text,
  }
}
