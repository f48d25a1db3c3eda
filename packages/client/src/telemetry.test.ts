import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api'
import { afterEach, expect, test, vi } from 'vitest'
import { createStub, json, problem, rejection } from '../test/stub-fetch.ts'
import { createTraceparent } from './telemetry.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

/** The least that OpenTelemetry's API needs to be switched on. */
function register() {
  const storage = new AsyncLocalStorage<Context>()
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) =>
      storage.run(active, () => work.call(self as never, ...args)),
    bind: (_, target) => target,
    enable: () => context as never,
    disable: () => context as never,
  })
  const span = {
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    setAttribute: vi.fn(),
    addEvent: vi.fn(),
    setStatus: vi.fn(),
    recordException: vi.fn(),
    end: vi.fn(),
  }
  const startSpan = vi.fn((_name: string, _options: object, _parent?: Context) => span)
  const startActiveSpan = <T>(name: string, options: object, work: (own: typeof span) => T) => {
    const own = startSpan(name, options, context.active())
    return context.with(trace.setSpan(context.active(), own as never), () => work(own))
  }
  trace.setGlobalTracerProvider({ getTracer: () => ({ startActiveSpan }) as never })
  return { span, startSpan }
}

afterEach(() => {
  trace.disable()
  context.disable()
})

test('a call is one client span, a child of the active one, and its context is sent', async () => {
  const { span, startSpan } = register()
  const parent = trace.setSpan(ROOT_CONTEXT, span as unknown as Span)
  const stub = createStub([json({ id: 'a-1' })])
  await context.with(parent, () => stub.client.agents.get('a-1'))
  expect(startSpan).toHaveBeenCalledWith(
    'coxswain.agents.get',
    {
      kind: 2,
      attributes: {
        'http.request.method': 'GET',
        'server.address': 'stub.test',
        'coxswain.operation': 'agents.get',
      },
    },
    parent,
  )
  expect(stub.requests[0]?.headers.traceparent).toBe(`00-${traceId}-${spanId}-01`)
  expect(span.setAttribute).toHaveBeenCalledWith('http.response.status_code', 200)
  expect(span.end).toHaveBeenCalledOnce()
})

test('the span is the active one for what the transport does', async () => {
  const { span } = register()
  let active: Span | undefined
  const stub = createStub([
    () => {
      active = trace.getActiveSpan()
      return json({ id: 'a-1' })
    },
  ])
  await stub.client.agents.get('a-1')
  expect(active).toBe(span)
})

test('a retry is an event, an error is recorded', async () => {
  const { span } = register()
  const stub = createStub([problem(503, 'draining'), problem(404, 'not_found')])
  const error = await rejection(stub.client.agents.get('a-1'))
  expect(span.addEvent.mock.calls).toEqual([
    ['retry', { attempt: 1, delay_ms: 250, error: 'draining' }],
  ])
  expect(span.setAttribute).toHaveBeenCalledWith('error.type', 'NotFoundError')
  expect(span.recordException).toHaveBeenCalledWith(error)
  expect(span.setStatus).toHaveBeenCalledWith({ code: 2 })
  expect(span.end).toHaveBeenCalledOnce()
})

test('without OpenTelemetry a trace context of our own is sent, the same for all attempts', async () => {
  const stub = createStub([problem(503, 'draining'), json({ id: 'a-1' })])
  await stub.client.agents.get('a-1')
  const [first, second] = stub.requests.map((request) => request.headers.traceparent)
  expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(second).toBe(first)
})

test('the caller’s own trace context wins', async () => {
  const traceparent = `00-${traceId}-${spanId}-01`
  const stub = createStub([json({ id: 'a-1' })])
  await stub.client.agents.get('a-1', { headers: { traceparent } })
  expect(stub.requests[0]?.headers.traceparent).toBe(traceparent)
})

test('an id of only zeros is never made', () => {
  expect(createTraceparent({ random: () => 0 })).toBe(
    '00-00000000000000000000000000000001-0000000000000001-00',
  )
})
