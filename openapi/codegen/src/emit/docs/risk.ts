import type { Model, RiskRule } from '../../read/model.ts'
import { file, sentence } from '../text.ts'
import { code, notice, table } from './markdown.ts'

/** docs/risk.md: where every point of a risk score comes from. */
export function emitRiskDoc(model: Model): string {
  const { cap, recentSeconds, rules, patterns } = model.risk
  return file(
    notice,
    '# The risk score',
    '',
    'The guard scores every act. Each rule that applies adds its points, and every decision lists them',
    `in its \`risk_breakdown\`. The sum is capped at ${cap}; what an agent declares counts where it is higher.`,
    '',
    table(
      ['rule', 'points', 'at most', 'applies to', 'what it says'],
      rules.map((rule) => [
        code(rule.id),
        pointsText(rule),
        String(rule.max),
        rule.when,
        sentence(rule.title),
      ]),
    ),
    '',
    `"Recently" means within the last ${recentSeconds} seconds.`,
    '',
    '## Patterns',
    '',
    'Regular expressions over the text of the act, without regard to case: the command, the statement,',
    'the method and URL, the operation and path, the tool or the name.',
    '',
    table(
      ['rule', 'act', 'what it finds', 'such as', 'pattern'],
      patterns.map(({ rule, actType, name, example, pattern }) => [
        code(rule),
        code(actType),
        name,
        code(example),
        code(pattern.replaceAll('\n', '\\n').replaceAll('\t', '\\t')),
      ]),
    ),
  )
}

function pointsText({ points, per }: RiskRule): string {
  return per === null ? String(points) : `${points} for each ${per}`
}
