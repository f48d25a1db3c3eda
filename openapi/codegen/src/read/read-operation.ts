import type { HttpMethod, Operation, RequestBody } from './model.ts'
import type { Node } from './node.ts'
import { readParameters } from './read-parameters.ts'
import { readScrub } from './read-scrub.ts'
import { readSecurity } from './read-security.ts'
import { readStream, readWait } from './read-stream.ts'
import { exampleOf, readSuccess } from './read-success.ts'

const httpMethods = ['get', 'put', 'post', 'patch', 'delete']

/** Every operation, by resource as the document lists them, then in the order of the document. */
export function readOperations(root: Node): readonly Operation[] {
  const operations = root
    .at('paths')
    .entries()
    .flatMap(([path, item]) => {
      return item.entries().flatMap(([key, node]) => {
        if (!httpMethods.includes(key)) return key === 'parameters' ? [] : node.fail('is no method')
        return [readOperation(root, path, item, key.toUpperCase() as HttpMethod, node)]
      })
    })
  const tags = (root.find('tags')?.items() ?? []).map((tag) => tag.at('name').string())
  const rank = (operation: Operation) => {
    const index = tags.indexOf(operation.tag)
    return index < 0 ? tags.length : index
  }
  return operations.sort((a, b) => rank(a) - rank(b))
}

function readOperation(
  root: Node,
  path: string,
  item: Node,
  httpMethod: HttpMethod,
  node: Node,
): Operation {
  const id = node.at('operationId').string()
  const sdk = node.at('x-sdk')
  const resource = sdk.at('resource').string()
  const method = sdk.at('method').string()
  if (id !== `${resource}.${method}`) sdk.fail(`says ${resource}.${method}, operationId ${id}`)
  const parameters = readParameters(root, item, node, path)
  const body = node.has('requestBody') ? readBody(root, node.at('requestBody')) : null
  if (body !== null && parameters.query.length > 0) {
    node.fail('an operation has a body or query parameters, never both')
  }
  const success = readSuccess(root, node)
  return {
    id,
    resource,
    method,
    tag: node.at('tags').items()[0]?.string() ?? node.at('tags').fail('names one tag'),
    httpMethod,
    path,
    summary: node.at('summary').string(),
    description: node.find('description')?.string() ?? '',
    scope: node.at('x-scope').value === null ? null : node.at('x-scope').string(),
    security: readSecurity(node),
    transaction: node.at('x-transaction').oneOf(['none', 'read', 'write']),
    maturity: node.at('x-maturity').oneOf(['stable', 'beta', 'experimental']),
    since: node.at('x-since').string(),
    root: flag(node, 'x-root'),
    pathParams: parameters.path,
    queryParams: parameters.query,
    headerParams: parameters.header,
    body,
    success,
    stream: readStream(node, success),
    wait: readWait(node, parameters.query),
    pageItem: node.has('x-pagination') ? readPageItem(root, node, success.component) : null,
    idempotent: flag(node, 'x-idempotent'),
    conditional: flag(node, 'x-conditional'),
    secretResponse: flag(node, 'x-secret-response'),
    rateLimited: flag(node, 'x-rate-limit'),
    errors: node
      .at('x-errors')
      .items()
      .map((code) => code.string()),
    deprecated: flag(node, 'deprecated'),
    sunset: node.find('x-sunset')?.string() ?? null,
  }
}

function flag(node: Node, key: string): boolean {
  return node.find(key)?.boolean() ?? false
}

function readBody(root: Node, node: Node): RequestBody {
  const [mediaType, ...others] = node.at('content').keys()
  if (mediaType === undefined || others.length > 0) {
    return node.at('content').fail('a body has exactly one media type')
  }
  const media = node.at('content').at(mediaType)
  const component = media.at('schema').at('$ref').refInto('components/schemas')
  const required = node.find('required')?.boolean() ?? false
  const scrub = readScrub(root, component)
  return { component, mediaType, required, scrub, example: exampleOf(root, media, component) }
}

function readPageItem(root: Node, node: Node, page: string | null): string {
  node.at('x-pagination').oneOf(['cursor'])
  if (page === null) return node.fail('a list answers with a page component')
  const fields = root.at('components').at('schemas').at(page).at('properties')
  for (const field of ['next_cursor', 'has_more']) {
    if (!fields.has(field)) fields.fail(`a page has ${field}`)
  }
  return fields.at('data').at('items').at('$ref').refInto('components/schemas')
}
