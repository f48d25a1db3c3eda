import { CoxswainError } from './errors.ts'

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/**
 * One operation as `method METHOD path flags`: a string that leaves out what its name says, because
 * a hundred of them compress to a fraction of what a hundred object literals cost. A method alone
 * stands for what most are: `method POST /{id}~ bo`.
 *
 * The path follows that of the resource (`/api-keys` for `apiKeys`), unless it begins with `=`; `~`
 * stands for a slash and the name of the method.
 */
export type OperationRow = string

/** By resource its rows, with commas between them. */
export type OperationTable = Readonly<Record<string, string>>

/**
 * One letter each: `b` takes a body, `q` takes a query, `u` needs no credential, `d` deprecated, `w`
 * waits for up to `timeout_seconds`, `e` is tried until it succeeds. What a successful answer must
 * be: `o` a JSON object, `p` a page envelope, `t` text, `s` a stream of events, which is tried
 * without end as well, `n` nothing; without any of these, any JSON or nothing.
 */
export type OperationFlag = 'b' | 'q' | 'u' | 'd' | 'w' | 'e' | 'o' | 'p' | 't' | 's' | 'n'

export interface Operation {
  /** `agents.upsert`; for `client.request` the method and path. */
  readonly id: string
  readonly method: HttpMethod
  /** Below the API prefix, with `{placeholders}`. */
  readonly path: string
  readonly flags: string
}

export function parseOperation(resource: string, row: OperationRow): Operation {
  const [name, method = 'POST', path = '/{id}~', flags = 'bo'] = row.split(' ')
  const base = `/${resource.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return {
    id: `${resource}.${name}`,
    method: method as HttpMethod,
    path: (base + path).replace(/.*=/, '').replace('~', `/${name}`),
    flags,
  }
}

/** A route that is not in the table. Refuses what transports would spell or send in own ways. */
export function untypedOperation(
  method: HttpMethod,
  path: string,
  flags: OperationFlag | '',
  hasBody: boolean,
): Operation {
  if (!/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method))
    throw new CoxswainError(`${JSON.stringify(method)} is not a method`)
  if (hasBody && /^(GET|HEAD)$/.test(method)) throw new CoxswainError(`${method} takes no body`)
  return { id: `${method} ${path}`, method, path, flags }
}

export function has({ flags }: Pick<Operation, 'flags'>, flag: OperationFlag): boolean {
  return flags.includes(flag)
}

export function isEndless(operation: Operation): boolean {
  return has(operation, 'e') || has(operation, 's')
}
