import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../bundle.ts'
import type { Document, Schema } from '../document.ts'
import { lint } from './index.ts'

let contract: Document
beforeAll(async () => {
  contract = await bundle(join(import.meta.dirname, '../../../src'))
})

/** The findings of the real contract after one breakage. */
function findingsAfter(breakIt: (document: Document) => void): string[] {
  const copy = structuredClone(contract)
  breakIt(copy)
  return lint(copy)
}

const agent = (document: Document) => document.components.schemas.Agent as Schema
const packageRow = (document: Document) =>
  document['x-behaviour']?.rows.find((row) => row.proved_by === 'package_test')
const fields = (schema: Schema) => schema.properties as Record<string, Schema>
const upsert = (document: Document) =>
  document.paths['/agents/{agent_id}']?.put as never as Operation
type Operation = { [field: string]: never } & { parameters: unknown[]; responses: object }

test('the contract has no findings', () => {
  expect(lint(contract)).toEqual([])
})

describe('a schema is refused when', () => {
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['it has an unknown keyword', (d) => set(agent(d), 'if', {}), /keyword `if`/],
    ['it uses allOf', (d) => set(agent(d), 'allOf', []), /keyword `allOf`/],
    ['it has a format', (d) => set(fields(agent(d)).id, 'format', 'uri'), /beside|`format`/],
    [
      'a field is named in camelCase',
      (d) => set(fields(agent(d)), 'firstName', text()),
      /snake_case/,
    ],
    ['a field shadows pydantic', (d) => set(fields(agent(d)), 'model_name', text()), /shadows/],
    [
      'a constraint stands beside $ref',
      (d) => set(fields(agent(d)).id, 'maxLength', 3),
      /beside \$ref/,
    ],
    [
      'a reference leads nowhere',
      (d) => set(fields(agent(d)), 'x', ref('Nothing')),
      /does not exist/,
    ],
    [
      'an integer has no bounds',
      (d) => set(fields(agent(d)), 'x', { type: 'integer' }),
      /`minimum`/,
    ],
    ['an integer is unsafe', (d) => set(fields(agent(d)), 'x', int(2 ** 60)), /2\^53-1/],
    ['a pattern is not portable', (d) => set(fields(agent(d)), 'x', text('^\\d+$')), /ASCII/],
    ['a pattern looks ahead', (d) => set(fields(agent(d)), 'x', text('(?=a)')), /ASCII/],
    ['it has no type', (d) => set(fields(agent(d)), 'x', {}), /has a `type`/],
    [
      'it lists two types',
      (d) => set(fields(agent(d)), 'x', { type: ['string', 'integer'] }),
      /`\[X/,
    ],
    ['a response is closed', (d) => set(agent(d), 'additionalProperties', false), /only what req/],
    ['a response has a default', (d) => set(fields(agent(d)).labels, 'default', {}), /`default`/],
    [
      'a required field is missing',
      (d) => set(agent(d), 'required', ['nothing']),
      /among the prop/,
    ],
    [
      'a union has no discriminator',
      (d) => set(fields(agent(d)), 'x', { oneOf: [text(), text()] }),
      /discriminator/,
    ],
    [
      'its name is not PascalCase',
      (d) => set(d.components.schemas, 'agent_2', agent(d)),
      /PascalCase/,
    ],
    [
      'its name is taken',
      (d) => set(d.components.schemas, 'EventName', agent(d)),
      /generated code/,
    ],
    ['it has no description', (d) => set(agent(d), 'description', undefined), /no description/],
    ['its example does not match', (d) => set(agent(d), 'examples', [{}]), /Agent example 0/],
    ['it has no example', (d) => set(agent(d), 'examples', undefined), /no example/],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('an operation is refused when', () => {
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['it has no scope', (d) => set(upsert(d), 'x-scope', undefined), /x-scope/],
    ['its maturity is unknown', (d) => set(upsert(d), 'x-maturity', 'old'), /x-maturity/],
    [
      'its transaction is unknown',
      (d) => set(upsert(d), 'x-transaction', 'maybe'),
      /x-transaction/,
    ],
    [
      'its sdk name is another',
      (d) => set(upsert(d), 'x-sdk', { resource: 'a', method: 'b' }),
      /x-sdk/,
    ],
    ['its id stands twice', (d) => set(upsert(d), 'operationId', 'agents.get'), /stands twice/],
    ['it drops a required error', (d) => set(upsert(d), 'x-errors', []), /require the error/],
    [
      'it names an unknown error',
      (d) => set(upsert(d), 'x-errors', ['nope']),
      /not in errors\.yaml/,
    ],
    [
      'it does not document a status',
      (d) => set(upsert(d).responses, '412', undefined, true),
      /no 412/,
    ],
    [
      'it documents a status of no error',
      (d) => set(upsert(d).responses, '418', {}),
      /documents 418/,
    ],
    [
      'it has two successes',
      (d) => set(upsert(d).responses, '201', { description: 'x' }),
      /one success/,
    ],
    ['a path parameter is undeclared', (d) => set(upsert(d), 'parameters', []), /path order/],
    ['it has a body and a query', (d) => upsert(d).parameters.push(query('dry')), /never both/],
    [
      'a parameter name is reserved',
      (d) => upsert(d).parameters.push(query('options')),
      /reserved/,
    ],
    [
      'a body field is named as a path parameter',
      (d) => set(fields(d.components.schemas.AgentUpsert as Schema), 'agent_id', text()),
      /another argument/,
    ],
    ['it waits by no parameter', (d) => set(upsert(d), 'x-wait', 'seconds'), /x-wait names/],
    ['it streams nothing', (d) => set(upsert(d), 'x-streaming', 'sse'), /x-stream-items/],
    ['its body is anonymous', (d) => set(upsert(d), 'requestBody', body()), /named component/],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('a table is refused when', () => {
  const errors = (d: Document) => d['x-error-codes'] as Record<string, never>
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['two classes share a status', (d) => set(errors(d).not_found, 'class', 'X'), /has the class/],
    ['a category is unknown', (d) => set(errors(d).not_found, 'category', 'x'), /category/],
    [
      'an event has two names',
      (d) => set(d.webhooks['org.created']?.post, 'operationId', 'x'),
      /one name/,
    ],
    [
      'an event has no payload',
      (d) => set(d.webhooks['org.created']?.post, 'requestBody', undefined),
      /payload/,
    ],
    [
      'a behaviour has no proof',
      (d) => set(d['x-behaviour']?.rows[0], 'proved_by', 'me'),
      /proved_by/,
    ],
    [
      'a row that package tests prove names none',
      (d) => set(packageRow(d), 'tests', []),
      /names the files/,
    ],
    [
      'a test that proves a row is gone',
      (d) => set(packageRow(d), 'tests', ['packages/client/src/gone.test.ts']),
      /gone\.test\.ts, which is not in the repository/,
    ],
    [
      'a row that scenarios prove names tests',
      (d) => set(d['x-behaviour']?.rows[0], 'tests', ['README.md']),
      /only beside `package_test`/,
    ],
    [
      'a behaviour stands twice',
      (d) => d['x-behaviour']?.rows.push(d['x-behaviour'].rows[0] as never),
      /twice/,
    ],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('a pattern of a secret is refused when', () => {
  const token = (d: Document) => d['x-secret-patterns']?.['github-token']
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['there is none', (d) => set(d, 'x-secret-patterns', {}), /has no pattern/],
    ['it looks behind', (d) => set(token(d), 'before', '(?<!a)'), /no lookaround/],
    ['it captures', (d) => set(token(d), 'secret', '(ghp)_[a-z]{36,}'), /no capture/],
    [
      'it has a class escape',
      (d) => set(token(d), 'secret', 'ghp_\\w{36,}'),
      /escapes punctuation/,
    ],
    ['it has a word boundary', (d) => set(token(d), 'before', '\\b'), /escapes punctuation/],
    ['it has a dot', (d) => set(token(d), 'secret', 'ghp_.{36}'), /no `\.`/],
    ['it repeats a group', (d) => set(token(d), 'secret', 'g(?:h+)+p'), /without a bound/],
    ['it is not ASCII', (d) => set(token(d), 'secret', 'ghp_ä{36}'), /ASCII/],
    ['it is no expression', (d) => set(token(d), 'secret', 'ghp_['), /Invalid regular expression/],
    ['it may match nothing', (d) => set(token(d), 'secret', '[a-z]*'), /matches nothing/],
    ['it misses an example', (d) => set(token(d), 'secret', 'gho_[a-z]{36}'), /misses ghp_/],
    [
      'it takes too much',
      (d) => set(token(d), 'secret', 'gh[a-z]*_[0-9A-Za-z_-]+'),
      /takes ghp_short/,
    ],
    ['it has no hints', (d) => set(token(d), 'hints', []), /has `hints`/],
    ['a hint is in capitals', (d) => set(token(d), 'hints', ['GHP_']), /plain letters/],
    [
      'a hint is written otherwise in JSON',
      (d) => set(token(d), 'hints', ['gh"']),
      /plain letters/,
    ],
    ['a hint is in a mark', (d) => set(token(d), 'hints', ['red']), /is in a mark/],
    ['no hint is in an example', (d) => set(token(d), 'hints', ['ghp_']), /no hint of token:ghs_/],
    ['it has no examples', (d) => set(token(d), 'matches', []), /at least two/],
    ['its name is in another case', (d) => set(d['x-secret-patterns'], 'gitHub', {}), /kebab/],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('the table of risk is refused when', () => {
  const rule = (d: Document) => d['x-risk']?.rules[0]
  const shell = (d: Document) => d['x-risk']?.patterns.destructive_pattern?.shell?.[0]
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['it is missing', (d) => set(d, 'x-risk', undefined), /is missing/],
    ['a rule stands twice', (d) => d['x-risk']?.rules.push(rule(d) as never), /twice/],
    ['a rule gives more than its maximum', (d) => set(rule(d), 'max', 1), /do not fit/],
    ['a rule cannot be explained', (d) => set(rule(d), 'title', ''), /says what it means/],
    ['a pattern misses its example', (d) => set(shell(d), 'pattern', 'zzz'), /misses rm -rf/],
    ['a pattern takes too much', (d) => set(shell(d), 'pattern', 'r'), /takes rm notes/],
    ['a pattern captures', (d) => set(shell(d), 'pattern', '(rm)'), /no capture/],
    [
      'a kind of act is unknown',
      (d) => set(d['x-risk']?.patterns.destructive_pattern, 'fax', []),
      /no kind/,
    ],
    ['patterns are for no rule', (d) => set(d['x-risk']?.patterns, 'luck', {}), /is no rule/],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('a transition is refused when', () => {
  const first = (d: Document) => d['x-transitions']?.[0]
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    ['it stands twice', (d) => d['x-transitions']?.push(first(d) as never), /stands twice/],
    ['its operation is unknown', (d) => set(first(d), 'operation', 'actions.fly'), /no operation/],
    ['its event is unknown', (d) => set(first(d), 'events', ['action.flown']), /no event/],
    ['its state is unknown', (d) => set(first(d), 'to', 'flown'), /no state of action/],
    ['its name is of another resource', (d) => set(first(d), 'id', 'agent.x'), /begins with/],
    [
      'nothing leads to a state',
      (d) =>
        set(
          d,
          'x-transitions',
          d['x-transitions']?.filter(({ to }) => to !== 'lost'),
        ),
      /nothing leads to action `lost`/,
    ],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

describe('x-scrub is refused when', () => {
  const update = (d: Document) => fields(d.components.schemas.OrgUpdate as Schema)
  const cases: [name: string, breakIt: (document: Document) => void, finding: RegExp][] = [
    [
      'a field has it in one body only',
      (d) => set(d.components.schemas.MetadataPatch, 'x-scrub', undefined),
      /orgs\.update: `metadata` has `x-scrub` in every body/,
    ],
    [
      'it is on a part of a field',
      (d) => set(update(d), 'name', { type: 'object', properties: { x: { 'x-scrub': true } } }),
      /orgs\.update: `x-scrub` is on all of `name`/,
    ],
    [
      'it says anything but true',
      (d) => set(d.components.schemas.Metadata, 'x-scrub', false),
      /true or absent/,
    ],
  ]
  test.each(cases)('%s', (_, breakIt, finding) => {
    expect(findingsAfter(breakIt).join('\n')).toMatch(finding)
  })
})

test('no pattern takes long over a hostile text', () => {
  const secrets = Object.values(contract['x-secret-patterns'] ?? {}).map(
    ({ before, secret, after, matches }) =>
      [`(${before})(?:${secret})(${after})`, matches] as const,
  )
  const risks = Object.values(contract['x-risk']?.patterns ?? {})
    .flatMap((kinds) => Object.values(kinds).flat())
    .map(({ pattern, matches }) => [pattern, matches] as const)
  const started = performance.now()
  for (const [source, matches] of [...secrets, ...risks])
    for (const example of matches)
      for (let length = 1; length <= example.length; length++) {
        const part = example.slice(0, length)
        const hostile = part.repeat(Math.ceil(16_384 / length))
        hostile.replaceAll(new RegExp(source, 'giu'), '')
      }
  expect(performance.now() - started).toBeLessThan(15_000)
})

function set(target: unknown, key: string, value: unknown, remove?: true): void {
  if (remove || value === undefined) delete (target as Record<string, unknown>)[key]
  else (target as Record<string, unknown>)[key] = value
}
const text = (pattern?: string): Schema => ({ type: 'string', ...(pattern ? { pattern } : {}) })
const int = (maximum: number): Schema => ({ type: 'integer', minimum: 0, maximum })
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const query = (name: string) => ({ name, in: 'query', description: 'x', schema: text() })
const body = () => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object' } } },
})
