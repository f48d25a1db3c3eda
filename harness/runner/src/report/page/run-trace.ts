import { isUtf8 } from 'node:buffer'
import { type Fields, isFields } from '../../expect/value.ts'
import type {
  Exchange,
  RecordedRequest,
  RecordedResponse,
  UpstreamPart,
} from '../../proxy/recording.ts'
import { type SseFrame, viewFrame } from '../../proxy/sse-frame.ts'
import type { RunResult } from '../../run/result.ts'
import type {
  ExchangeTrace,
  FrameList,
  OutcomeTrace,
  RequestTrace,
  ResponseTrace,
  RunTrace,
  UpstreamTrace,
} from './page-data.ts'

/** What is kept of a run for people: enough to follow any scenario, not every frame of a swarm. */
const limits = { exchanges: 60, frames: 40, characters: 2000 }

/** The wire of one run on both sides, and what its steps came to. */
export function traceRun(result: RunResult): RunTrace {
  const { exchanges, trace, moments, checked } = result
  return {
    exchanges: exchanges.slice(0, limits.exchanges).map(traceExchange),
    left_out: Math.max(0, exchanges.length - limits.exchanges),
    outcomes: trace.steps.map((outcome, index) => traceOutcome(outcome, moments[index])),
    checked,
  }
}

function traceExchange(exchange: Exchange): ExchangeTrace {
  const { at_ms, ended_ms, connection, fault, end, request, response, upstream, frames } = exchange
  return {
    at_ms: round(at_ms),
    ended_ms: ended_ms === null ? null : round(ended_ms),
    connection,
    fault,
    end,
    request: traceRequest(request),
    response: response ? traceResponse(response) : null,
    upstream: upstream ? traceUpstream(upstream) : null,
    frames: traceFrames(frames),
  }
}

function traceUpstream(upstream: UpstreamPart): UpstreamTrace {
  const { at_ms, answered_ms, request, response, frames } = upstream
  return {
    at_ms: round(at_ms),
    answered_ms: round(answered_ms),
    request: traceRequest(request),
    response: traceResponse(response),
    frames: traceFrames(frames),
  }
}

function traceRequest({ method, target, ...message }: RecordedRequest): RequestTrace {
  return { method, target: cut(target), ...traceMessage(message) }
}

function traceResponse({ status, ...message }: RecordedResponse): ResponseTrace {
  return { status, ...traceMessage(message) }
}

function traceMessage({ headers, body }: Pick<RecordedResponse, 'headers' | 'body'>) {
  return {
    headers: headers.map(([name, value]) => cut(`${name}: ${value}`)),
    body: isUtf8(body)
      ? cut(body.toString())
      : cut(`${body.length} bytes: ${body.toString('base64')}`),
  }
}

function traceFrames(frames: readonly SseFrame[] = []): FrameList {
  return {
    kept: frames.slice(0, limits.frames).map((frame) => ({
      at_ms: round(frame.at_ms),
      brief: frame.event ?? (Object.keys(viewFrame(frame)).join(', ') || 'comment'),
      text: cut(JSON.stringify(viewFrame(frame))),
    })),
    left_out: Math.max(0, frames.length - limits.frames),
  }
}

function traceOutcome(
  { sleeps_ms, ...outcome }: Fields,
  moment: RunResult['moments'][number] | undefined,
): OutcomeTrace {
  return {
    at_ms: round(moment?.at_ms ?? 0),
    step: moment?.step ?? '',
    brief: briefly(outcome),
    sleeps_ms: Array.isArray(sleeps_ms) ? sleeps_ms.map(Number) : [],
    text: cut(JSON.stringify(outcome)),
  }
}

function briefly({ error, ...rest }: Fields): string {
  return isFields(error) ? String(error.class) : Object.keys(rest).join(', ')
}

function cut(text: string): string {
  const { characters } = limits
  if (text.length <= characters) return text
  return `${text.slice(0, characters).toWellFormed()}… (${text.length} characters)`
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
