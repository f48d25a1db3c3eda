import type { Behaviour, ErrorCode, EventType, SecretPattern } from './model.ts'
import type { Node } from './node.ts'

export function readErrorCodes(node: Node): readonly ErrorCode[] {
  return node.entries().map(([code, entry]) => ({
    code,
    status: entry.at('status').number(),
    category: entry.at('category').string(),
    class: entry.at('class').string(),
    retryable: entry.at('retryable').boolean(),
    title: entry.at('title').string(),
    description: entry.at('description').string(),
  }))
}

export function readEvents(webhooks: Node): readonly EventType[] {
  return webhooks.entries().map(([name, item]) => {
    const post = item.at('post')
    const event = post.at('x-event')
    if (event.at('name').string() !== name) event.at('name').fail(`must be "${name}"`)
    return {
      name,
      resource: event.at('resource').string(),
      audit: event.at('audit').boolean(),
      payload: event.at('payload').refInto('components/schemas'),
      summary: post.find('summary')?.string() ?? name,
      description: post.find('description')?.string() ?? '',
    }
  })
}

export function readBehaviour(node: Node): Behaviour {
  return {
    constants: node.at('constants').object,
    rows: node
      .at('rows')
      .items()
      .map((row) => ({
        id: row.at('id').string(),
        title: row.at('title').string(),
        semantics: row.at('semantics').string(),
        provedBy: row.at('proved_by').string(),
        group: row.at('group').string(),
        idiom: row.find('idiom')?.boolean() ?? false,
      })),
  }
}

/** In the order in which they are looked for. */
export function readSecretPatterns(node: Node): readonly SecretPattern[] {
  return node.entries().map(([name, entry]) => {
    const part = (key: string) => entry.at(key).string()
    const pattern = `(${part('before')})(?:${part('secret')})(${part('after')})`
    const hints = entry.at('hints').items()
    return { name, title: part('title'), pattern, hints: hints.map((hint) => hint.string()) }
  })
}
