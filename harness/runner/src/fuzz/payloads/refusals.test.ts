import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Artifact, readArtifact } from '../../contract/artifact.ts'
import { type Operation, readOperations } from '../../contract/operation.ts'
import { type Fields, isFields, type Value } from '../../expect/value.ts'
import { harnessPath } from '../../paths.ts'
import { readProviders } from '../../scenario/providers.ts'
import { type ApiAnswer, askApi } from '../../server/api.ts'
import type { Org } from '../../server/control-client.ts'
import { ReferenceServer } from '../../server/reference-server.ts'
import { Chance } from '../chance.ts'
import { refusedFor } from '../expectations.ts'
import { edgesAt } from './edges.ts'
import { Payloads, sample } from './payloads.ts'
import { Schemas } from './schema.ts'
import { pointerTo, replaceAt, type Site, sitesOf } from './site.ts'
import { type Violation, violationsAt, violationsOfParameter } from './violations.ts'

const artifact: Artifact = readArtifact()
const operations = readOperations(artifact)
const schemas = new Schemas(artifact)
const payloads = new Payloads(schemas)
const { parameters } = readProviders(harnessPath('scenarios/providers.yaml'))
const absent = (name: string) => parameters[name]?.absent as Value

let server: ReferenceServer
let org: Org
beforeAll(async () => {
  server = await ReferenceServer.start(() => undefined)
  org = await server.control.createOrg()
}, 60_000)
afterAll(() => server.stop())

interface Parts {
  path?: Value[]
  query?: Fields
  body?: Value
}

function ask(operation: Operation, parts: Parts): Promise<ApiAnswer> {
  const { bootstrap_token, api } = server.address
  const key = operation.security === 'bootstrapToken' ? bootstrap_token : org.key
  const path = operation.pathParams.map(absent)
  const body = operation.bodyExample === undefined ? {} : { body: operation.bodyExample }
  return askApi(api, { operation, key, path, ...body, ...parts })
}

/** What a refusal says, in the form in which it is expected. */
function refusalIn({ status, body }: ApiAnswer): unknown {
  const { code, errors } = body as { code?: string; errors?: { pointer: string; code: string }[] }
  const named = errors?.map((error) => ({ pointer: error.pointer, code: error.code }))
  return { error: { status, code, problem: { errors: named } } }
}

/** One of each kind at each place. */
function distinct(sites: readonly Site[], of: (site: Site) => Violation[]): Violation[] {
  const seen = new Set<string>()
  return sites.flatMap(of).filter(({ path, code }) => {
    const name = `${pointerTo(path)} ${code}`
    return path.length > 0 && !seen.has(name) && seen.add(name)
  })
}

const withBody = operations.filter((operation) => schemas.bodyOf(operation))

test.each(withBody)(
  '$id: each violation is refused at its place, by its name',
  async (operation) => {
    const schema = schemas.bodyOf(operation) ?? {}
    const drawn = payloads.draw(schema, new Chance(5))
    for (const base of [operation.bodyExample as Value, drawn]) {
      const sites = sitesOf(schemas, schema, base)
      for (const violation of distinct(sites, violationsAt)) {
        const body = replaceAt(base, violation.path, violation.value)
        const answer = await ask(operation, { body })
        expect(refusalIn(answer), JSON.stringify(body).slice(0, 300)).toEqual(
          refusedFor(violation, ''),
        )
      }
    }
  },
)

test.each(withBody)('$id: no edge is refused for its form', async (operation) => {
  const schema = schemas.bodyOf(operation) ?? {}
  const base = operation.bodyExample as Value
  for (const site of sitesOf(schemas, schema, base)) {
    const chance = new Chance(6)
    for (const edge of edgesAt(site, (arbitrary) => sample(arbitrary, chance))) {
      const body = replaceAt(base, site.path, edge)
      const { status, body: told } = await ask(operation, { body })
      // Instants must lie ahead, and pairs are counted together with those that are there.
      const isOfMeaning = site.path.includes('expires_at') || site.path.includes('metadata')
      if (isOfMeaning && status === 422) continue
      expect([400, 413, 422, 500], JSON.stringify(told).slice(0, 300)).not.toContain(status)
    }
  }
})

const withQuery = operations.filter(
  ({ queryParams, streaming }) => queryParams.length > 0 && !streaming,
)

test.each(withQuery)(
  '$id: each violation of its query is refused by its name',
  async (operation) => {
    const schema = schemas.parametersOf(operation, 'query')
    const { cursor: _, ...properties } = schema.properties ?? {}
    const own = { ...schema, properties }
    const query = Object.fromEntries(
      Object.entries(properties).map(([name, item]) => [name, payloads.draw(item, new Chance(7))]),
    )
    const violations = distinct(sitesOf(schemas, own, query), violationsOfParameter)
    // A list of nothing is not there at all.
    for (const violation of violations.filter(({ code }) => code !== 'min_items')) {
      const spoilt = replaceAt(query, violation.path, violation.value)
      const answer = await ask(operation, isFields(spoilt) ? { query: spoilt } : {})
      expect(refusalIn(answer), JSON.stringify(spoilt)).toEqual(refusedFor(violation, '#/query'))
    }
  },
)

const withPath = operations.filter(({ pathParams }) => pathParams.length > 0)

test.each(withPath)('$id: each violation of its path is refused by its name', async (operation) => {
  const [name, ...others] = operation.pathParams as [string]
  const { properties = {}, required = [] } = schemas.parametersOf(operation, 'query')
  const query = Object.fromEntries(
    required.map((one) => [one, payloads.draw(properties[one] ?? {}, new Chance(7))]),
  )
  const sites = sitesOf(schemas, schemas.parametersOf(operation, 'path'), { [name]: absent(name) })
  const violations = sites.flatMap(violationsOfParameter)
  for (const violation of violations.filter(({ value }) => typeof value === 'string' && value)) {
    const answer = await ask(operation, {
      path: [violation.value as Value, ...others.map((other) => absent(other))],
      query,
    })
    expect(refusalIn(answer)).toEqual(refusedFor(violation, '#/path'))
  }
})
