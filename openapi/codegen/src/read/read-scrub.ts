import type { Node } from './node.ts'

/** The fields of a body component whose schema is marked with `x-scrub`. */
export function readScrub(root: Node, component: string): readonly string[] {
  const fields = componentOf(root, component)?.find('properties')?.entries() ?? []
  return fields.filter(([, schema]) => isMarked(root, schema)).map(([name]) => name)
}

/** Itself, through a reference, or as the other side of null. */
function isMarked(root: Node, schema: Node): boolean {
  if (schema.has('$ref')) {
    const target = componentOf(root, schema.at('$ref').refInto('components/schemas'))
    return target !== undefined && isMarked(root, target)
  }
  const [inner] = schema.has('discriminator') ? [] : (schema.find('oneOf')?.items() ?? [])
  if (inner !== undefined) return isMarked(root, inner)
  return schema.find('x-scrub')?.boolean() ?? false
}

function componentOf(root: Node, name: string): Node | undefined {
  return root.at('components').at('schemas').find(name)
}
