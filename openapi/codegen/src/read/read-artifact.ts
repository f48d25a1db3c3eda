import { checkModel } from './check-model.ts'
import type { Model, Operation, Resource } from './model.ts'
import { Node } from './node.ts'
import { readBehaviour, readErrorCodes, readEvents, readSecretPatterns } from './read-catalogue.ts'
import { readComponents } from './read-components.ts'
import { readOperations } from './read-operation.ts'
import { readRisk } from './read-risk.ts'
import { readTransitions } from './read-transitions.ts'

/** Reads a bundled artifact; throws an `ArtifactError` that names the place of what is wrong. */
export function readArtifact(artifact: unknown): Model {
  const root = new Node(artifact)
  if (!root.at('openapi').string().startsWith('3.1')) root.at('openapi').fail('must be 3.1')
  const info = root.at('info')
  const errors = readErrorCodes(root.at('x-error-codes'))
  const events = root.has('webhooks') ? readEvents(root.at('webhooks')) : []
  const operations = readOperations(root)
  const components = readComponents(root.at('components').at('schemas'), operations, events)
  const model: Model = {
    title: info.at('title').string(),
    version: info.at('version').string(),
    description: info.find('description')?.string() ?? '',
    resources: readResources(root, operations),
    operations,
    components,
    events,
    errors,
    behaviour: readBehaviour(root.at('x-behaviour')),
    secretPatterns: readSecretPatterns(root.at('x-secret-patterns')),
    risk: readRisk(root.at('x-risk')),
    transitions: readTransitions(root.at('x-transitions')),
    document: root.object,
  }
  checkModel(model, root)
  return model
}

function readResources(root: Node, operations: readonly Operation[]): readonly Resource[] {
  const descriptions = new Map(
    (root.find('tags')?.items() ?? []).map((tag) => {
      return [tag.at('name').string(), tag.find('description')?.string() ?? ''] as const
    }),
  )
  const names = [...new Set(operations.map((operation) => operation.resource))]
  return names.map((name) => {
    const own = operations.filter((operation) => operation.resource === name)
    return { name, description: descriptions.get(own[0]?.tag ?? '') ?? '', operations: own }
  })
}
