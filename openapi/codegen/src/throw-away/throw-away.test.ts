import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { snakeCase } from '../emit/names.ts'
import { loadValidators } from '../fidelity/load-validators.ts'
import { generate } from '../generate.ts'
import type { JsonObject } from '../read/model.ts'
import { readArtifact } from '../read/read-artifact.ts'
import { copyWith, root, typeErrors } from './repository.ts'
import { addResource, type ThrowAwayResource } from './resource.ts'

const resources: readonly ThrowAwayResource[] = [
  { resource: 'gadgets', route: '/gadgets', idParam: 'gadget_id', component: 'Gadget' },
  { resource: 'windChimes', route: '/wind-chimes', idParam: 'chime_id', component: 'WindChime' },
]
const current = readFileSync(join(root, 'openapi/v1/current.json'), 'utf8')
const artifact = contractWith(resources)
const outputs = generate(readArtifact(artifact))

function contractWith(added: readonly ThrowAwayResource[]): JsonObject {
  const copy = JSON.parse(current) as JsonObject
  for (const resource of added) addResource(copy, resource)
  return copy
}

const folder = mkdtempSync(join(tmpdir(), 'coxswain-throw-away-'))
afterAll(() => rmSync(folder, { recursive: true }))

function output(path: string): string {
  return outputs.find((file) => file.path === path)?.text ?? ''
}

describe.each(resources)(
  'an operation on $resource that was only added to the contract',
  (added) => {
    const { resource, route, idParam, component } = added

    it('has a row, validators and an entry in the inventory', async () => {
      expect(output('packages/contract/src/gen/operations.ts')).toContain(`'${resource}.create': {`)
      const { requestValidators, schemas } = await loadValidators(
        output('packages/contract/src/gen/validators.ts'),
      )
      const { body, path } = requestValidators[`${resource}.create`] ?? {}
      expect(body?.safeParse({ label: 'x', kind: 'huge' }).success).toBe(false)
      expect(body?.safeParse({ label: 'x', kind: 'small' }).success).toBe(true)
      expect(path?.safeParse({}).success).toBe(true)
      expect(schemas[component]?.safeParse({}).success).toBe(false)
      const inventory = JSON.parse(output('docs/api-inventory.json')) as JsonObject
      expect(inventory.operations).toContainEqual(
        expect.objectContaining({ id: `${resource}.list`, python: `${snakeCase(resource)}.list` }),
      )
    })

    it('has a section with examples for both languages in the API reference', () => {
      const reference = output('docs/api-reference.md')
      expect(reference).toContain(`### ${resource}.create\n\n\`POST ${route}\``)
      expect(reference).toContain(`await client.${resource}.create({ label: 'first' })`)
      expect(reference).toContain(`client.${snakeCase(resource)}.create(label="first")`)
      expect(output('docs/api-inventory.md')).toContain(`\`GET ${route}/{${idParam}}\``)
    })

    it('can be called through the TypeScript client', async () => {
      copyWith(folder, ['packages/client/src', 'packages/contract/src'], outputs)
      const url = pathToFileURL(join(folder, 'packages/client/src/index.ts')).href
      const { Coxswain } = (await import(/* @vite-ignore */ url)) as JsonObject as {
        readonly Coxswain: new (options: JsonObject) => Record<string, Record<string, Method>>
      }
      const requests: string[] = []
      const client = new Coxswain({
        apiKey: 'k',
        baseUrl: 'http://127.0.0.1:1',
        fetch: async (target: string, init: RequestInit) => {
          requests.push(`${init.method} ${new URL(target).pathname}${new URL(target).search}`)
          return Response.json({ id: 'x1', label: 'first', kind: 'small' })
        },
      })
      const result = await client[resource]?.create?.({ label: 'first' })
      expect(result).toEqual({ id: 'x1', label: 'first', kind: 'small' })
      await client[resource]?.get?.('x1')
      expect(requests).toEqual([`POST /api/v1${route}`, `GET /api/v1${route}/x1`])
    })

    it('can be called through both Python clients', () => {
      const python = join(root, '.venv/bin/python')
      expect(existsSync(python), `${python} is made by npm test`).toBe(true)
      copyWith(folder, ['packages/python/src/coxswain'], outputs)
      const script = join(import.meta.dirname, 'call_resource.py')
      const { stdout, stderr } = spawnSync(python, [script, snakeCase(resource), route], {
        env: {
          ...process.env,
          PYTHONPATH: join(folder, 'packages/python/src'),
          PYTHONDONTWRITEBYTECODE: '1',
        },
        encoding: 'utf8',
        timeout: 30_000,
      })
      expect(stderr).toBe('')
      const create = `POST /api/v1${route} {"label":"first"} ${component}`
      const get = `GET /api/v1${route}/x1  ${component}`
      const list = `GET /api/v1${route}?kind=small  ${component}Page`
      expect(stdout.trim().split('\n')).toEqual([create, get, list, create, get, list])
    })

    it('stands in the list of what the harness must cover', async () => {
      const url = pathToFileURL(join(root, 'harness/runner/src')).href
      const { readOperations } = (await import(`${url}/contract/operation.ts`)) as Harness
      const { measureCoverage } = (await import(`${url}/coverage/coverage.ts`)) as Harness
      const operations = readOperations(artifact)
      const nothing = { behaviours: [], transitions: [], codes: [], scenarios: [], results: [] }
      const { missing } = measureCoverage({ operations, columns: ['node'], ...nothing })
      expect(missing).toContain(`operation ${resource}.create is not covered for node`)
      expect(missing).toContain(`SDK-handled ${resource}.create 201 is not covered for node`)
    })
  },
)

type Method = (...values: readonly unknown[]) => Promise<unknown>

interface Harness {
  readonly readOperations: (artifact: JsonObject) => readonly JsonObject[]
  readonly measureCoverage: (input: JsonObject) => { readonly missing: readonly string[] }
}

describe('the types', () => {
  it('of the client know the added operations, and what they refuse', () => {
    const checks = resources
      .flatMap(({ resource }) =>
        [
          `const made = await client.${resource}.create({ label: 'x' })`,
          'const label: string = made.label',
          `const found = await client.${resource}.get('x1')`,
          `for await (const item of client.${resource}.list({ kind: 'small', limit: 2 })) item.id.at(0)`,
          '// @ts-expect-error a field too many',
          `void client.${resource}.create({ label, colour: 'red' })`,
          '// @ts-expect-error a value that the contract does not list',
          `void client.${resource}.list({ kind: 'huge' })`,
          '// @ts-expect-error no id',
          `void client.${resource}.get()`,
          "if (found.kind !== 'small' && found.kind !== 'large') found.kind satisfies Unrecognized",
        ]
          .map((line) => `  ${line}`)
          .join('\n'),
      )
      .map((body) => `{\n${body}\n}`)
    const path = 'packages/client/src/throw-away.ts'
    const text = [
      "import { Coxswain, type Unrecognized } from './index.ts'",
      'const client = new Coxswain()',
      ...checks,
    ]
    expect(typeErrors(path, [...outputs, { path, text: `${text.join('\n')}\n` }])).toEqual([])
  }, 180_000)

  it.each(resources)(
    'of the server refuse $resource while no module answers it',
    (added) => {
      const entry = 'packages/server/src/modules/index.ts'
      const errors = typeErrors(entry, generate(readArtifact(contractWith([added]))))
      expect(errors.join('\n')).toContain(`"${added.resource}.`)
    },
    180_000,
  )
})
