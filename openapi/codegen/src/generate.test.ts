import { describe, expect, it } from 'vitest'
import { fixture } from './fidelity/fixture.ts'
import { generate } from './generate.ts'
import { readArtifact } from './read/read-artifact.ts'

const outputs = new Map(
  generate(readArtifact(structuredClone(fixture))).map(({ path, text }) => [path, text]),
)
const output = (path: string) => outputs.get(path) ?? ''
const client = (name: string) => output(`packages/client/src/gen/${name}.ts`)
const contract = (name: string) => output(`packages/contract/src/gen/${name}.ts`)
const python = (name: string) => output(`packages/python/src/coxswain/_gen/${name}.py`)

/** The text of a Python class, up to the next one. */
function pythonClass(text: string, name: string): string {
  const [, body = ''] = text.split(new RegExp(`^class ${name}\\(`, 'm'))
  return body.split(/^class /m)[0] ?? ''
}

describe('a row of the client', () => {
  it('leaves out what the names of resource and method say', () => {
    expect(client('operations')).toContain('put PUT /{id} bdo,')
    expect(client('operations')).toContain('count GET  qut,')
    const artifact = structuredClone(fixture) as unknown as { paths: Record<string, unknown> }
    const { '/things': count, '/things/stream': stream, ...paths } = artifact.paths
    artifact.paths = { ...paths, '/count': count, '/thingsome/stream': stream }
    const moved = generate(readArtifact(artifact)).find(({ path }) =>
      path.endsWith('client/src/gen/operations.ts'),
    )
    expect(moved?.text).toContain('count GET =~ qut')
    expect(moved?.text).toContain('stream GET =/thingsome~ qs')
  })
})

describe('the validators', () => {
  it('know the results of operations as readers take them', () => {
    expect(contract('validators')).toContain("'things.put': openEverything,")
    expect(contract('validators')).toContain("'things.stream': Event,")
    expect(contract('validators')).not.toContain("'things.count': open")
  })
})

describe('an operation that streams', () => {
  it('has a row of its own kind', () => {
    expect(client('operations')).toContain('stream GET ~ qs')
    expect(contract('operations')).toContain("security: 'apiKeyOrStreamToken'")
    expect(contract('operations')).toContain("streaming: 'sse'")
    expect(python('operations')).toContain('THINGS_STREAM: Operation[None] = Operation(')
    expect(python('operations')).toContain('"/things/stream",\n    "stream",\n    takes="query"')
  })

  it('takes its cursor as an option, which is no name of the wire', () => {
    const facade = client('resources')
    expect(facade).toContain(
      'stream(query?: ThingsStreamQuery, options?: StreamOptions): EventStream',
    )
    expect(facade).toContain('lastEventId?: string | undefined')
    expect(facade).not.toContain('last_event_id')
    expect(python('params')).toContain('last_event_id: NotRequired[str | None]')
  })

  it('is awaited nowhere, and has no raw form', () => {
    for (const [file, prefix] of [
      ['resources', ''],
      ['async_resources', 'Async'],
    ] as const) {
      const things = pythonClass(python(file), `${prefix}Things`)
      expect(things).toContain('    def stream(')
      expect(things).toContain(`) -> ${prefix}EventStream:`)
      expect(things).toContain('return self._stream(operations.THINGS_STREAM, (), query, options)')
      const raw = pythonClass(python(file), `${prefix}RawThings`)
      expect(raw).toContain('def put(')
      expect(raw).not.toContain('stream(')
    }
  })
})

describe('an operation that waits', () => {
  it('says so in its rows', () => {
    expect(client('operations')).toContain("approvals: 'wait GET /{id}~ qwo'")
    expect(contract('operations')).toContain("wait: 'timeout_seconds'")
    expect(python('operations')).toContain('wait="timeout_seconds"')
  })

  it('puts its resource upon helpers written by hand', () => {
    expect(python('resources')).toContain('class Approvals(WaitingApprovals):')
    expect(python('resources')).toContain('class RawApprovals(RawResource):')
    expect(python('async_resources')).toContain('from ..async_waiting import AsyncWaitingApprovals')
  })
})

describe('an event', () => {
  it('has a class in Python that tells its payload', () => {
    const event = pythonClass(python('events'), 'ThingPutEvent')
    expect(event).toContain('event: Literal["thing.put"]')
    expect(event).toContain('payload: Everything')
    expect(python('events')).toContain('"thing.put": ThingPutEvent,')
    expect(python('events')).toContain('StreamEvent = ThingPutEvent | UnknownEvent')
  })
})

describe('the tables of governed work', () => {
  it('hold every point of a risk and every pattern', () => {
    expect(contract('risk')).toContain("id: 'sharp',\n      points: 5,\n      per: 'edge',")
    expect(contract('risk')).toContain("pattern: '(?:^|[^a-z])corner\\'s?|edge'")
    expect(output('docs/risk.md')).toContain('| `sharp` | 5 for each edge | 20 | each edge |')
  })

  it('hold every transition, drawn and listed', () => {
    expect(contract('transitions')).toContain("id: 'thing.fade'")
    expect(output('docs/states.md')).toContain('  here --> gone: time, fades_at has passed')
    expect(output('docs/states.md')).toContain('| `thing.fade` | `here` | time |')
  })

  it('stay out of the client', () => {
    const sources = [...outputs].filter(([path]) => path.startsWith('packages/client/'))
    for (const [, text] of sources) expect(text).not.toMatch(/thing\.fade|fades_at|edge/)
  })
})
