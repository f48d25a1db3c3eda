import type { RiskPattern, RiskRule, RiskTable } from './model.ts'
import type { Node } from './node.ts'
import { checkPattern } from './read-scalar.ts'

/** How a risk score is computed. */
export function readRisk(node: Node): RiskTable {
  const rules = node.at('rules').items().map(readRule)
  const patterns = node
    .at('patterns')
    .entries()
    .flatMap(([rule, kinds]) => {
      if (!rules.some(({ id }) => id === rule)) kinds.fail('is not the id of a rule')
      return kinds.entries().flatMap(([kind, list]) => {
        return list.items().map((item) => readPattern(rule, kind, item))
      })
    })
  return {
    cap: node.at('cap').number(),
    recentSeconds: node.at('recent_seconds').number(),
    rules,
    patterns,
  }
}

function readRule(node: Node): RiskRule {
  onlyKeys(node, ['id', 'points', 'per', 'max', 'title', 'when'])
  const per = node.at('per')
  return {
    id: node.at('id').string(),
    points: node.at('points').number(),
    per: per.value === null ? null : per.string(),
    max: node.at('max').number(),
    title: node.at('title').string(),
    when: node.at('when').string(),
  }
}

function readPattern(rule: string, actType: string, node: Node): RiskPattern {
  onlyKeys(node, ['name', 'pattern', 'matches', 'ignores'])
  checkPattern(node.at('pattern'))
  const [example] = node.at('matches').items()
  return {
    rule,
    actType,
    name: node.at('name').string(),
    pattern: node.at('pattern').string(),
    example: example?.string() ?? node.at('matches').fail('has an example'),
  }
}

function onlyKeys(node: Node, allowed: readonly string[]): void {
  for (const key of node.keys()) if (!allowed.includes(key)) node.at(key).fail('is not known here')
}
