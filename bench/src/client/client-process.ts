// Makes calls in the way that is the argument, and tells what they cost this process.
import { answer } from '../process/answer.ts'
import { answers, type Calls, createCalls, type Fetch, type Way } from './calls.ts'

interface Run {
  readonly call: keyof Calls
  readonly count: number
  /** Where the server is. Default: a stub of `fetch` answers at once. */
  readonly baseUrl?: string
  readonly connections?: number
}

const way = process.argv[2] as Way
const headers = { 'content-type': 'application/json', 'x-request-id': 'req_0' }
const [agent, action] = [JSON.stringify(answers.get), JSON.stringify(answers.create)]
const stub: Fetch = async (input, init) => {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
  return method === 'GET'
    ? new Response(agent, { status: 200, headers })
    : new Response(action, { status: 201, headers })
}

const made = new Map<string, Calls>()

function callsTo(baseUrl: string | undefined): Calls {
  const known = made.get(baseUrl ?? '')
  if (known !== undefined) return known
  const calls = createCalls(
    way,
    baseUrl ?? 'http://bench.invalid',
    baseUrl ? globalThis.fetch : stub,
  )
  made.set(baseUrl ?? '', calls)
  return calls
}

await answer({
  async run({ call, count, baseUrl, connections = 1 }: Run) {
    const calls = callsTo(baseUrl)
    let left = count
    const repeat = async () => {
      while (left-- > 0) await calls[call]()
    }
    const [cpu, started] = [process.cpuUsage(), performance.now()]
    await Promise.all(Array.from({ length: connections }, repeat))
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - started) / 1000
    return { cpu: (user + system) / count, rate: count / seconds }
  },
})
