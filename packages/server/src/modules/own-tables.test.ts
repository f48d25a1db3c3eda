import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('.', import.meta.url).pathname
const files = globSync('*/**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'))
const kernel = globSync('migrations/*.ts', { cwd: `${folder}../store` })

const made = (text: string) =>
  [...text.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => `${name}`)

/** The tables that a file asks for: by the verbs of the query builder, by a constant, or by their types. */
function asked(text: string): string[] {
  const verbs = /(?:selectFrom|insertInto|updateTable|deleteFrom|\w*[jJ]oin|using)\(\s*\[?'(\w+)/g
  const constants = /const table = '(\w+)'/g
  const types = [...text.matchAll(/interface \w*Tables[^{]*\{([^}]*)/g)].flatMap(
    ([, body = '']) => [...body.matchAll(/^\s*(\w+)\??:/gm)],
  )
  const found = [...text.matchAll(verbs), ...text.matchAll(constants), ...types]
  return found.map(([, name]) => `${name}`)
}

/** Which module made each table; `store` for the kernel's. */
const owners = new Map<string, string>([
  ...kernel.flatMap((file) => {
    const text = readFileSync(`${folder}../store/migrations/${file.split('/').at(-1)}`, 'utf8')
    return made(text).map((table) => [table, 'store'] as const)
  }),
  ...files.flatMap((file) => {
    const text = readFileSync(folder + file, 'utf8')
    return made(text).map((table) => [table, file.split('/')[0] ?? ''] as const)
  }),
])

const trespasses = (module: string, text: string) =>
  asked(text).filter((table) => owners.has(table) && owners.get(table) !== module)

test('the tables of every module are known', () => {
  expect(owners.get('events')).toBe('store')
  expect(owners.get('agents')).toBe('identity')
  expect(owners.get('message_receipts')).toBe('messaging')
})

test.each([
  "tables.selectFrom('agents')",
  "query.innerJoin('agents', 'a', 'b')",
  "unit.tables<T>().updateTable('events')",
  "const table = 'agents'",
  'interface MyTables {\n  agents: Row\n}',
])('%s is a trespass in another module', (text) => {
  expect(trespasses('messaging', text)).toHaveLength(1)
})

test('a module asks its own tables alone', () => {
  const found = files.flatMap((file) => {
    const text = readFileSync(folder + file, 'utf8')
    return trespasses(file.split('/')[0] ?? '', text).map((table) => `${file}: ${table}`)
  })
  expect(found).toEqual([])
})
