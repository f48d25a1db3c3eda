import type { Success } from './model.ts'
import type { Node } from './node.ts'

/** The one success response of an operation. */
export function readSuccess(root: Node, operation: Node): Success {
  const [success, ...others] = operation
    .at('responses')
    .entries()
    .filter(([status]) => {
      return /^2\d\d$/.test(status)
    })
  if (success === undefined || others.length > 0) {
    return operation.at('responses').fail('has exactly one success status')
  }
  const [status, node] = success
  const base = { status: Number(status), description: node.at('description').string() }
  const [mediaType] = node.find('content')?.keys() ?? []
  if (mediaType === undefined) {
    return { ...base, component: null, mediaType: null, example: undefined }
  }
  const media = node.at('content').at(mediaType)
  if (mediaType !== 'application/json') {
    return { ...base, component: null, mediaType, example: media.find('example')?.value }
  }
  const component = media.at('schema').at('$ref').refInto('components/schemas')
  return { ...base, component, mediaType, example: exampleOf(root, media, component) }
}

/** The example of a media type, else the first one of its component. */
export function exampleOf(root: Node, media: Node, component: string): unknown {
  if (media.has('example')) return media.at('example').value
  const [first] = media.find('examples')?.entries() ?? []
  if (first !== undefined) return first[1].at('value').value
  const [own] = root.at('components').at('schemas').at(component).find('examples')?.items() ?? []
  return own?.value
}
