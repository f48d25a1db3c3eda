import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

// Without an SDK in the process every call here does nothing.
const tracer = trace.getTracer('@coxswain/server')

const headerGetter = {
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
  keys: (headers: Headers) => [...headers.keys()],
}

/** What ran in a span: an answer, and when its body was over if that goes on. */
export interface Spanned {
  readonly status: number
  readonly over: Promise<unknown> | null
}

/**
 * Runs a request in a span, below the caller's where it sent one. `run` is told the span's trace
 * id. The span of a stream ends with the stream.
 */
export async function inSpan<Answer extends Spanned>(
  name: string,
  headers: Headers,
  run: (traceId: string | null) => Promise<Answer>,
): Promise<Answer> {
  const parent = propagation.extract(context.active(), headers, headerGetter)
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent)
  const spanContext = span.spanContext()
  const traceId = isSpanContextValid(spanContext) ? spanContext.traceId : null
  const answer = await context.with(trace.setSpan(parent, span), () => run(traceId))
  span.setAttribute('http.response.status_code', answer.status)
  if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  if (answer.over === null) span.end()
  else void answer.over.then(() => span.end())
  return answer
}
