import type { Feature, ScenarioEntry } from '../page-data.ts'

/** Every word must occur somewhere, in any case. */
export function matches(query: string, texts: readonly string[]): boolean {
  const text = texts.join('\n').toLowerCase()
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => text.includes(word))
}

export function featureTexts(section: string, group: string, feature: Feature): string[] {
  return [section, group, feature.id, feature.title, feature.detail]
}

export function scenarioTexts({ id, title, proves }: ScenarioEntry): string[] {
  return [id, title, ...proves]
}
