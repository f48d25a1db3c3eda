import { document } from '@coxswain/contract/document'

/** The contract's own example of a component. */
export function exampleOf(component: string): unknown {
  const { schemas } = document['components'] as {
    schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>
  }
  return schemas[component]?.examples?.[0]
}
