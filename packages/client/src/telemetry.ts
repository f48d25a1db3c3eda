import { hex4, hex8 } from './idempotency.ts'
import type { Runtime } from './runtime.ts'
import { version } from './version.ts'

// The parts of OpenTelemetry's API in use. It registers itself under a global symbol, by which its
// own duplicate copies find each other: reading it there needs no import, optional or otherwise.
interface OtelSpan {
  spanContext(): { traceId: string; spanId: string; traceFlags: number }
  setAttribute(name: string, value: string | number): unknown
  addEvent(name: string, attributes: Readonly<Record<string, string | number>>): unknown
  setStatus(status: { code: number }): unknown
  recordException(error: Error): unknown
  end(): void
}
interface OtelTracer {
  startActiveSpan<T>(name: string, options: object, work: (span: OtelSpan) => T): T
}
interface OtelApi {
  readonly trace?: { getTracer(name: string, version: string): OtelTracer }
  readonly context?: {
    active(): unknown
    with<T>(context: unknown, work: () => T): T
  }
}

const apiKey = Symbol.for('opentelemetry.js.api.1')

/** The span of one call. */
export interface CallSpan {
  /** W3C trace context of the span, when it has a valid one. */
  readonly traceparent: string | undefined
  /** Makes the span the active one for what `work` starts. */
  run<T>(work: () => T): T
  retry(next: Readonly<Record<string, string | number>>): void
  end(status: number | undefined, error: unknown): void
}

/** `coxswain.agents.upsert`, a child of whatever span is active, where OpenTelemetry is registered. */
export function startSpan(operation: string, method: string, url: string): CallSpan | undefined {
  const api = (globalThis as { [apiKey]?: OtelApi })[apiKey]
  if (!api?.trace) return undefined
  const attributes = {
    'http.request.method': method,
    'server.address': new URL(url).hostname,
    'coxswain.operation': operation,
  }
  // Of a client.
  const options = { kind: 2, attributes }
  const tracer = api.trace.getTracer('@coxswain/client', version)
  return tracer.startActiveSpan(`coxswain.${operation}`, options, (span) => {
    const context = api.context?.active()
    const { traceId, spanId, traceFlags } = span.spanContext()
    return {
      traceparent: /[^0]/.test(traceId)
        ? `00-${traceId}-${spanId}-${hex4(traceFlags).slice(2)}`
        : undefined,
      run: (work) => (api.context ? api.context.with(context, work) : work()),
      retry: (next) => span.addEvent('retry', next),
      end: (status, error) => {
        if (status !== undefined) span.setAttribute('http.response.status_code', status)
        if (error instanceof Error) {
          span.setAttribute('error.type', error.name)
          span.recordException(error)
          // An error.
          span.setStatus({ code: 2 })
        }
        span.end()
      },
    }
  })
}

/** A trace context of our own, not sampled: it lets the server's log be joined with ours. */
export function createTraceparent(runtime: Pick<Runtime, 'random'>): string {
  const word = () => hex8(runtime.random() * 2 ** 32)
  const trace = word() + word() + word() + word()
  const parent = word() + word()
  return `00-${notZero(trace)}-${notZero(parent)}-00`
}

/** An id of only zeros is invalid. */
function notZero(id: string): string {
  return /[^0]/.test(id) ? id : `${id.slice(1)}1`
}
