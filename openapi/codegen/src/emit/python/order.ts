import type { Component } from '../../read/model.ts'
import { referencedComponents } from '../../read/schema-model.ts'

/** Components so that each comes after those it names; in a circle the first by name comes first. */
export function inDependencyOrder(components: readonly Component[]): readonly Component[] {
  const byName = new Map(components.map((component) => [component.name, component]))
  const ordered: Component[] = []
  const seen = new Set<string>()
  const visit = (component: Component) => {
    if (seen.has(component.name)) return
    seen.add(component.name)
    for (const name of referencedComponents(component.schema)) {
      const target = byName.get(name)
      if (target !== undefined) visit(target)
    }
    ordered.push(component)
  }
  for (const component of components) visit(component)
  return ordered
}
