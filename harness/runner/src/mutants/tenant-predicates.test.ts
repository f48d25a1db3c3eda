import { expect, test } from 'vitest'
import { applyMutant } from './apply.ts'
import { listTenantMutants, mutantsIn } from './tenant-predicates.ts'

const text = `
const byId = prepare((tables, { orgId }) =>
  tables.selectFrom('a').where('org_id', '=', orgId).where('id', '=', orgId),
)
function list(orgId: string) {
  const inner = tables.selectFrom('b').where('b.org_id', '=', orgId)
  return tables.selectFrom('a').where('org_id', '=', orgId).where('id', 'in', inner).where('org_id', '>', '')
}
`

test('every question for the tenant is asked of any tenant, one at a time', () => {
  const mutants = mutantsIn('src/a-repository.ts', text)
  expect(mutants.map(({ id }) => id)).toEqual([
    'server.tenant.a-repository.byId',
    'server.tenant.a-repository.list',
    'server.tenant.a-repository.list.2',
  ])
  const [byId, inner, outer] = mutants.map((mutant) => applyMutant(text, mutant))
  expect(byId).toBe(text.replace("'org_id', '=', orgId)", "'org_id', '<>', '')"))
  expect(inner).toBe(text.replace("'b.org_id', '=', orgId)", "'b.org_id', '<>', '')"))
  expect(outer).toBe(
    text.replace("'org_id', '=', orgId).where('id', 'in'", "'org_id', '<>', '').where('id', 'in'"),
  )
})

test('a question in SQL text is refused, as nobody would break it', () => {
  const raw = (sql: string) => () => mutantsIn('src/a.ts', `const q = sql\`${sql}\``)
  expect(raw('select 1 where org_id = 2')).toThrow('src/a.ts: ask for org_id with .where')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a template
  expect(raw('select * from a where org_id=${orgId} limit 1')).toThrow('ask for org_id')
  expect(raw('select org_id from a')).not.toThrow()
})

test('the server asks in dozens of places', () => {
  expect(listTenantMutants().length).toBeGreaterThan(40)
})
