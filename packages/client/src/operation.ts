import { CoxswainError } from './errors.ts'

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/**
 * What a successful answer's body must be: a JSON object, a JSON array, a page envelope, any JSON
 * value, text, a stream of events, or nothing.
 */
export type ResultKind = 'object' | 'array' | 'page' | 'json' | 'text' | 'stream' | 'nothing'

/**
 * One operation as `METHOD path flags`: a string that leaves out what its name says, because a
 * hundred of them compress to a fraction of what a hundred object literals cost.
 *
 * The path follows that of the resource (`/api-keys` for `apiKeys`), unless it begins with `=`; `~`
 * stands for a slash and the name of the method. Flags: `b` takes a body, `q` takes a query; the
 * result is one of `o` object, `a` array, `p` page, `t` text, `s` stream of events, `n` nothing; `u`
 * needs no credential, `d` deprecated, `w` waits for up to `timeout_seconds`.
 */
export type OperationRow = `${HttpMethod} ${string} ${string}`

/** Rows by resource and method: `table.agents.upsert`. */
export type OperationTable = Readonly<Record<string, Readonly<Record<string, OperationRow>>>>

export interface Operation {
  /** `agents.upsert`; for `client.request` the method and path. */
  readonly id: string
  readonly method: HttpMethod
  /** Below the API prefix, with `{placeholders}`. */
  readonly path: string
  readonly body: boolean
  readonly query: boolean
  readonly result: ResultKind
  readonly authenticated: boolean
  readonly deprecated: boolean
  /** A long poll: the server answers late on purpose. */
  readonly waits: boolean
  /** Tried until it succeeds, unless the caller says otherwise. */
  readonly endless: boolean
}

const results: Readonly<Record<string, ResultKind>> = {
  o: 'object',
  a: 'array',
  p: 'page',
  t: 'text',
  s: 'stream',
  n: 'nothing',
}

export function parseOperation(resource: string, name: string, row: OperationRow): Operation {
  const [method, path = '', flags = ''] = row.split(' ')
  const has = (flag: string) => flags.includes(flag)
  const base = `/${resource.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return {
    id: `${resource}.${name}`,
    method: method as HttpMethod,
    path: (base + path).replace(/.*=/, '').replace('~', `/${name}`),
    body: has('b'),
    query: has('q'),
    result: results[/[oaptsn]/.exec(flags)?.[0] ?? ''] ?? 'json',
    authenticated: !has('u'),
    deprecated: has('d'),
    waits: has('w'),
    endless: has('s'),
  }
}

/** Refuses what transports would spell, refuse or send in ways of their own. */
export function checkMethod(method: string, hasBody: boolean): void {
  if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method))
    throw new CoxswainError(`${JSON.stringify(method)} is not a method`)
  if (hasBody && /^(GET|HEAD)$/.test(method)) throw new CoxswainError(`${method} takes no body`)
}
