/** `apiKeys`, `api-keys`, `api_keys` or `agent.created` -> its words in lower case. */
function words(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

export function pascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

export function camelCase(name: string): string {
  const pascal = pascalCase(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}

export function snakeCase(name: string): string {
  return words(name).join('_')
}

/** The name of an event's own class in Python: `AgentCreatedEvent`. */
export function eventClassName(event: string): string {
  return `${pascalCase(event)}Event`
}

/** The name of the interface of an operation's query parameters: `AgentsListQuery`. */
export function queryTypeName(operation: { readonly id: string }): string {
  return `${pascalCase(operation.id)}Query`
}
