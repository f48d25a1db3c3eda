import { type OperationId, type OperationRow, operations, type Problem } from '@coxswain/contract'
import { document } from '@coxswain/contract/document'
import { schemas } from '@coxswain/contract/validators'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createServer } from '../index.ts'
import { createOrg } from '../testing/index.ts'

const bootstrapToken = 'boot'
const server = await createServer({ database: 'sqlite::memory:', bootstrapToken })
afterAll(() => server.stop())
const api = await createOrg(server, bootstrapToken)
const rows = Object.values<OperationRow>(operations)

const { components } = document as unknown as {
  components: { schemas: Record<string, { examples?: unknown[]; properties?: object }> }
}

/** Bodies that are nearly right: the contract's example with fields replaced, dropped or added. */
function bodies(component: string): fc.Arbitrary<unknown> {
  const example = components.schemas[component]?.examples?.[0] as object
  const names = Object.keys(components.schemas[component]?.properties ?? {})
  const field = fc.constantFrom(...names, 'surprise', '__proto__', 'constructor')
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constant(null),
  )
  const near = fc
    .array(fc.tuple(field, value), { maxLength: 3 })
    .map((changes) => ({ ...example, ...Object.fromEntries(changes) }))
  return fc.oneof({ weight: 3, arbitrary: near }, fc.jsonValue())
}

const attempt = fc.constantFrom(...rows).chain((row) =>
  fc.record({
    row: fc.constant(row),
    path: fc.array(fc.oneof(fc.string(), fc.constant('a')), { minLength: 2, maxLength: 2 }),
    query: fc.dictionary(
      fc.constantFrom('limit', 'cursor', 'status', 'types', 'last_event_id', 'token', 'x'),
      fc.string(),
    ),
    body: row.body === null ? fc.constant(undefined) : bodies(row.body),
  }),
)

test('nothing that can be sent is the server’s fault, and every refusal is a documented one', async () => {
  await fc.assert(
    fc.asyncProperty(attempt, async ({ row, path, query, body }) => {
      const call = {
        path: Object.fromEntries(row.pathParams.map((name, index) => [name, path[index]])),
        query,
        ...(body === undefined ? {} : { body }),
        ...(row.security === 'bootstrapToken'
          ? { headers: { authorization: `Bearer ${bootstrapToken}` } }
          : {}),
      }
      const answer = await api.call(row.id as OperationId, call as never)
      if (answer.status < 400) return
      const problem: Problem = answer.problem()
      expect(schemas.Problem.safeParse(problem).success).toBe(true)
      const routing = ['route_not_found', 'method_not_allowed']
      expect([...row.errors, ...routing], answer.text).toContain(problem.code)
      expect(answer.status, answer.text).toBeLessThan(500)
    }),
    { numRuns: 1500 },
  )
}, 60_000)

test('any text that is accepted comes back as it was', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 50 })
  await fc.assert(
    fc.asyncProperty(text, fc.dictionary(text, text, { maxKeys: 5 }), async (name, pairs) => {
      const call = { path: { agent_id: 'echo' }, body: { display_name: name, labels: pairs } }
      const answer = await api.call('agents.upsert', call)
      expect(answer.ok()).toMatchObject({ display_name: name })
      const read = await api.call('agents.get', { path: { agent_id: 'echo' } })
      expect(JSON.parse(read.text).labels).toEqual(JSON.parse(JSON.stringify(pairs)))
      expect(read.ok().display_name).toBe(name)
    }),
    {
      numRuns: 300,
      examples: [
        ['a\u0000b', { '\u0000': '\u0000' }],
        ['x', JSON.parse('{"__proto__":"y"}')],
      ],
    },
  )
})
