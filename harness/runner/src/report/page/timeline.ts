import type { ExchangeTrace, OutcomeTrace, RequestTrace, RunTrace } from './page-data.ts'

export type Lane = 'sdk' | 'proxy' | 'server'

/** One line of a trace: something that went from one party to another, or happened at one. */
export interface Happening {
  at_ms: number
  from: Lane
  to: Lane
  label: string
  /** What is worth saying beside it. */
  notes: string[]
  /** Headers and body, line by line; empty: there is nothing more to see. */
  payload: string[]
  kind: 'request' | 'answer' | 'refusal' | 'frame' | 'fault' | 'outcome' | 'broken'
}

/** Everything that happened in a run, in the order of time. */
export function timelineOf({ exchanges, outcomes }: RunTrace): Happening[] {
  const all = [...exchanges.flatMap(ofExchange), ...outcomes.map(ofOutcome)]
  return all.sort((a, b) => a.at_ms - b.at_ms)
}

function ofExchange(exchange: ExchangeTrace): Happening[] {
  const { at_ms, request, connection, fault } = exchange
  const attempt = headerOf(request.headers, 'x-coxswain-attempt')
  const sent: Happening = {
    at_ms,
    from: 'sdk',
    to: 'proxy',
    label: `${request.method} ${request.target}`,
    notes: [`connection ${connection}`, ...(attempt ? [`attempt ${attempt}`] : [])],
    payload: payloadOf(request),
    kind: 'request',
  }
  const meddling = fault === null ? [] : [at(at_ms, 'proxy', fault, 'fault')]
  return [sent, ...meddling, ...atServer(exchange), ...atSdk(exchange)]
}

function atServer({ request, upstream }: ExchangeTrace): Happening[] {
  if (!upstream) return []
  const changes = changesOf(request, upstream.request)
  return [
    {
      at_ms: upstream.at_ms,
      from: 'proxy',
      to: 'server',
      label: `${upstream.request.method} ${upstream.request.target}`,
      notes: [changes.length === 0 ? 'passed on as it is' : 'passed on, changed'],
      payload: changes,
      kind: 'request',
    },
    {
      at_ms: upstream.answered_ms,
      from: 'server',
      to: 'proxy',
      label: String(upstream.response.status),
      notes: [],
      payload: payloadOf(upstream.response),
      kind: kindOf(upstream.response),
    },
    ...framesOf(upstream.frames, 'server', 'proxy'),
  ]
}

const endings: Record<string, string> = {
  answered: 'ended well',
  reset: 'connection reset',
  cut: 'cut off',
  closed_by_client: 'closed by the SDK',
  open: 'still open at the end',
}

function atSdk({ at_ms, ended_ms, end, response, upstream, frames }: ExchangeTrace): Happening[] {
  const last = ended_ms ?? Number.POSITIVE_INFINITY
  const ending = endings[end] ?? end
  const left: Happening = { ...given(last, ending, [], 'request'), from: 'sdk', to: 'proxy' }
  const byClient = end === 'closed_by_client'
  if (!response) return [byClient ? left : given(last, `nothing: ${ending}`, [], 'broken')]
  const well = end === 'answered'
  const kind = kindOf(response)
  const same = upstream && payloadOf(upstream.response).join() === payloadOf(response).join()
  const notes = same ? ['passed on as it is'] : []
  const label = String(response.status)
  const payload = payloadOf(response)
  if (frames.kept.length === 0) {
    const more = well ? notes : [...notes, ending]
    return [{ ...given(last, label, payload, well ? kind : 'broken'), notes: more }]
  }
  const headAt = upstream?.answered_ms ?? at_ms
  return [
    { ...given(headAt, label, payload, kind), notes },
    ...framesOf(frames, 'proxy', 'sdk'),
    byClient ? left : given(last, `stream ${ending}`, [], well ? 'answer' : 'broken'),
  ]
}

function kindOf({ status }: { status: number }): 'answer' | 'refusal' {
  return status < 400 ? 'answer' : 'refusal'
}

function framesOf(frames: ExchangeTrace['frames'], from: Lane, to: Lane): Happening[] {
  const shown = frames.kept.map(
    ({ at_ms, brief, text }): Happening => ({
      at_ms,
      from,
      to,
      label: brief,
      notes: [],
      payload: [text],
      kind: 'frame',
    }),
  )
  const last = shown.at(-1)
  if (last && frames.left_out > 0) last.notes.push(`${frames.left_out} more frames follow`)
  return shown
}

function ofOutcome({ at_ms, step, brief, sleeps_ms, text }: OutcomeTrace): Happening {
  const waits = sleeps_ms.map(duration).join(', ')
  return {
    ...at(at_ms, 'sdk', `${step}: ${brief}`, 'outcome'),
    notes: waits === '' ? [] : [`asked to sleep ${waits}`],
    payload: [text],
  }
}

function given(
  at_ms: number,
  label: string,
  payload: string[],
  kind: Happening['kind'],
): Happening {
  return { at_ms, from: 'proxy', to: 'sdk', label, notes: [], payload, kind }
}

function at(at_ms: number, lane: Lane, label: string, kind: Happening['kind']): Happening {
  return { at_ms, from: lane, to: lane, label, notes: [], payload: [], kind }
}

function payloadOf({ headers, body }: Pick<RequestTrace, 'headers' | 'body'>): string[] {
  return body === '' ? headers : [...headers, '', body]
}

/** What the proxy put in and took away. */
function changesOf(before: RequestTrace, after: RequestTrace): string[] {
  const [old, now] = [payloadOf(before), payloadOf(after)]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `− ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ]
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  const found = headers.find((line) => line.toLowerCase().startsWith(`${name}:`))
  return found?.slice(name.length + 1).trim()
}

export function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(3))} s`
}
