import { basename, extname } from 'node:path'
import type { Scenario } from '../../scenario/scenario.ts'

/** Where a module's mistakes show first; names are those of both languages, without `async`. */
const homes: Record<string, string[]> = {
  attempt: ['behaviour/retries', 'behaviour/timeouts', 'behaviour/logging'],
  call: ['behaviour/headers', 'behaviour/idempotency', 'behaviour/wire', 'waiting'],
  'call-settings': ['behaviour/construction'],
  cancel: ['behaviour/cancel', 'behaviour/timeouts', 'stream'],
  client: ['behaviour/shape', 'behaviour/pagination', 'governed', 'stream', 'waiting'],
  deadline: ['behaviour/timeouts', 'waiting', 'stream'],
  deprecation: ['behaviour/logging'],
  encode: ['behaviour/wire', 'behaviour/shape'],
  environment: ['behaviour/construction', 'behaviour/headers'],
  errors: ['behaviour/errors', 'governed'],
  'event-id': ['stream'],
  governed: ['governed'],
  headers: ['behaviour/headers'],
  idempotency: ['behaviour/idempotency', 'behaviour/runtime'],
  json: ['behaviour/wire', 'behaviour/results'],
  lease: ['governed'],
  logger: ['behaviour/logging'],
  middleware: ['behaviour/middleware'],
  model: ['behaviour/results', 'governed'],
  network: ['behaviour/wire', 'behaviour/cancel', 'behaviour/timeouts', 'behaviour/runtime'],
  operation: ['behaviour/shape', 'behaviour/pagination'],
  pagination: ['behaviour/pagination'],
  problem: ['behaviour/errors', 'behaviour/logging'],
  redact: ['behaviour/logging'],
  resource: ['behaviour/pagination', 'behaviour/results/raw', 'stream'],
  response: ['behaviour/results', 'behaviour/errors', 'behaviour/wire'],
  retry: ['behaviour/retries'],
  'retry-budget': ['behaviour/retries'],
  runtime: ['behaviour/runtime', 'behaviour/timeouts', 'behaviour/cancel'],
  scrub: ['behaviour/wire/scrub'],
  settings: ['behaviour/construction', 'behaviour/headers'],
  sse: ['stream'],
  stream: ['stream'],
  'stream-state': ['stream'],
  timer: ['behaviour/timeouts', 'behaviour/runtime'],
  transport: [
    'behaviour/retries',
    'behaviour/timeouts',
    'behaviour/cancel',
    'behaviour/middleware',
  ],
  'user-agent': ['behaviour/headers'],
  waiting: ['waiting'],
}

export interface Neighbours {
  near: Scenario[]
  /** A spread over all the others. */
  far: Scenario[]
}

/** A survivor meets all of them, so that their number decides how long a run takes. */
const farCount = 100

/** The scenarios that are to notice a change of a file, the likely ones first. */
export function neighboursOf(file: string, scenarios: readonly Scenario[]): Neighbours {
  const name = basename(file, extname(file))
    .replace(/^async_/, '')
    .replaceAll('_', '-')
  const prefixes = homes[name] ?? []
  const isNear = ({ id }: Scenario) => prefixes.some((prefix) => id.startsWith(prefix))
  const inTime = [...scenarios].sort((a, b) => Number(isReal(a)) - Number(isReal(b)))
  const others = inTime.filter((scenario) => !isNear(scenario) && !isReal(scenario))
  const step = Math.ceil(others.length / farCount)
  const far = others.filter((_, index) => index % step === 0)
  return { near: inTime.filter(isNear), far }
}

function isReal({ time }: Scenario): boolean {
  return time === 'real'
}
