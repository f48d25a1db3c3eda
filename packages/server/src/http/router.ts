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

/**
 * Finds the operation of a request. A literal segment goes before a parameter, unless only the
 * parameter has the method.
 */
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
    const found = segments === null ? [] : find(this.#root, segments, 0, [])
    if (found.length === 0) return { kind: 'none' }
    const wanted = (method === 'HEAD' ? 'GET' : method) as HttpMethod
    for (const { node, values } of found) {
      const route = node.operations.get(wanted)
      if (route === undefined) continue
      const path = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? '']))
      return { kind: 'operation', operation: route.operation, path }
    }
    return { kind: 'method', allow: allowed(found) }
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

interface Found {
  readonly node: Node
  readonly values: readonly string[]
}

/** Every node that a path leads to, literals first. */
function find(
  node: Node,
  segments: readonly string[],
  index: number,
  values: readonly string[],
): readonly Found[] {
  const segment = segments[index]
  if (segment === undefined) return node.operations.size > 0 ? [{ node, values }] : []
  const exact = node.literals.get(segment)
  const found = exact === undefined ? [] : find(exact, segments, index + 1, values)
  if (node.parameter === null || segment === '') return found
  return [...found, ...find(node.parameter, segments, index + 1, [...values, segment])]
}

function allowed(found: readonly Found[]): string[] {
  const methods = new Set<string>(found.flatMap(({ node }) => [...node.operations.keys()]))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].sort()
}

/** `null` for what is no valid percent-encoded UTF-8: no route has such a path. */
function decodeSegments(pathname: string): string[] | null {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return null
  }
}
