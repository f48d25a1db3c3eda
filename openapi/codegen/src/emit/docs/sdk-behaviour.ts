import type { Model } from '../../read/model.ts'
import { file, sentence } from '../text.ts'
import { code, notice, table } from './markdown.ts'

const proofs: Readonly<Record<string, string>> = {
  scenario: 'harness scenarios',
  package_test: "the SDKs' own tests",
}

/** docs/sdk-behaviour.md: what every SDK promises, and what proves it. */
export function emitSdkBehaviour(model: Model): string {
  const { rows, constants } = model.behaviour
  const groups = [...new Set(rows.map((row) => row.group))]
  return file(
    notice,
    '# What every SDK promises',
    '',
    'Both SDKs keep every row, word for word. A row marked *idiom* has an expectation per language,',
    'because the language asks for it.',
    '',
    groups.flatMap((group) => [
      `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
      '',
      ...table(
        ['id', 'promise', 'exactly', 'proved by'],
        rows
          .filter((row) => row.group === group)
          .map((row) => [
            code(row.id),
            row.idiom ? `${row.title} *(idiom)*` : row.title,
            sentence(row.semantics),
            proofs[row.provedBy] ?? row.provedBy,
          ]),
      ),
      '',
    ]),
    '## Secrets',
    '',
    'What is redacted in the fields that the contract marks, in the order in which it is looked for:',
    '',
    table(
      ['name', 'what it is'],
      model.secretPatterns.map(({ name, title }) => [code(name), title]),
    ),
    '',
    '## Constants',
    '',
    table(
      ['name', 'value'],
      Object.entries(constants).map(([name, value]) => [code(name), code(JSON.stringify(value))]),
    ),
  )
}
