import type { HttpMethod, Operation } from '../operation.ts'

/** Where the routes live. The second is kept for callers from before versions. */
export const prefixes = ['/api/v1', '/api'] as const

export type RouteMatch =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly path: PathValues }
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' }

export type PathValues = Readonly<Record<string, string>>

interface Node {
  readonly literals: Map<string, Node>
  parameter: Node | null
  readonly operations: Map<HttpMethod, Route>
}

interface Route {
  readonly operation: Operation
  readonly names: readonly string[]
}

/** Finds the operation of a request. A literal segment goes before a parameter. */
export class Router {
  readonly #root = createNode()

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      for (const prefix of prefixes) this.#add(prefix + operation.path, operation)
      if (operation.root) this.#add(operation.path, operation)
    }
  }

  match(method: string, pathname: string): RouteMatch {
    const segments = decodeSegments(pathname)
    const found = segments === null ? null : find(this.#root, segments, 0, [])
    if (found === null) return { kind: 'none' }
    const { node, values } = found
    const wanted = method === 'HEAD' ? 'GET' : method
    const route = node.operations.get(wanted as HttpMethod)
    if (route === undefined) return { kind: 'method', allow: allowed(node) }
    const path = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? '']))
    return { kind: 'operation', operation: route.operation, path }
  }

  /** The methods of a path, for OPTIONS. */
  allowed(pathname: string): readonly string[] {
    const match = this.match('OPTIONS', pathname)
    return match.kind === 'method' ? match.allow : []
  }

  #add(path: string, operation: Operation): void {
    let node = this.#root
    const names: string[] = []
    for (const segment of path.split('/').slice(1)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1]
      if (name === undefined) node = literal(node, segment)
      else {
        names.push(name)
        node.parameter ??= createNode()
        node = node.parameter
      }
    }
    if (node.operations.has(operation.method)) {
      throw new TypeError(`two operations answer ${operation.method} ${path}`)
    }
    node.operations.set(operation.method, { operation, names })
  }
}

function createNode(): Node {
  return { literals: new Map(), parameter: null, operations: new Map() }
}

function literal(node: Node, segment: string): Node {
  const known = node.literals.get(segment)
  if (known !== undefined) return known
  const fresh = createNode()
  node.literals.set(segment, fresh)
  return fresh
}

function find(
  node: Node,
  segments: readonly string[],
  index: number,
  values: readonly string[],
): { node: Node; values: readonly string[] } | null {
  const segment = segments[index]
  if (segment === undefined) return node.operations.size > 0 ? { node, values } : null
  const exact = node.literals.get(segment)
  const found = exact === undefined ? null : find(exact, segments, index + 1, values)
  if (found !== null || node.parameter === null || segment === '') return found
  return find(node.parameter, segments, index + 1, [...values, segment])
}

function allowed(node: Node): string[] {
  const methods: string[] = [...node.operations.keys()]
  if (node.operations.has('GET')) methods.push('HEAD')
  return [...methods, 'OPTIONS'].sort()
}

/** `null` for what is no valid percent-encoded UTF-8: no route has such a path. */
function decodeSegments(pathname: string): string[] | null {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return null
  }
}
