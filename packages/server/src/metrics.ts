import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the server counts. One registry per server: several may live in one process. */
export interface Metrics {
  request(operation: string, status: number, seconds: number): void
  batch(units: number): void
  events(count: number): void
  /** An org's log is ahead of the clock. */
  logAhead(): void
  responseCheck(operation: string, failed: boolean): void
  /** A stream of an operation was opened, or came to its end for a reason. */
  streamOpened(operation: string): void
  streamEnded(operation: string, reason: string): void
  /** How many events of the log have not yet reached the broker. */
  relayBehind(events: number): void
  relayProblem(kind: string): void
  /** A reader of the log found its place gone. */
  readerAlarm(reader: string, kind: string): void
  /** In the Prometheus text format. */
  text(): Promise<string>
}

/** Seconds. The service levels are promised at 0.5, 2 and 5, so each is an edge. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const duration = new Histogram({
    name: 'coxswain_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['operation', 'status'],
    buckets: durationBuckets,
    registers,
  })
  const batches = new Histogram({
    name: 'coxswain_store_batch_units',
    help: 'Units of work that shared one COMMIT.',
    buckets: [1, 2, 4, 8, 16, 32],
    registers,
  })
  const events = new Counter({
    name: 'coxswain_events_total',
    help: 'Events committed to the log.',
    registers,
  })
  const ahead = new Counter({
    name: 'coxswain_log_ahead_total',
    help: 'Writes to a log that is more than a minute ahead of the clock.',
    registers,
  })
  const checks = new Counter({
    name: 'coxswain_response_checks_total',
    help: 'Answers that were held against the contract.',
    labelNames: ['operation', 'result'],
    registers,
  })
  const streams = new Gauge({
    name: 'coxswain_streams_open',
    help: 'Streams that are open.',
    labelNames: ['operation'],
    registers,
  })
  const streamEnds = new Counter({
    name: 'coxswain_stream_ends_total',
    help: 'Streams that came to their end, by what ended them.',
    labelNames: ['operation', 'reason'],
    registers,
  })
  const behind = new Gauge({
    name: 'coxswain_relay_behind_events',
    help: 'Committed events that the broker does not have yet.',
    registers,
  })
  const relayProblems = new Counter({
    name: 'coxswain_relay_problems_total',
    help: 'Disagreements between log and broker, and failures of either.',
    labelNames: ['kind'],
    registers,
  })
  const readerAlarms = new Counter({
    name: 'coxswain_reader_alarms_total',
    help: 'Readers of the log whose place in it was gone.',
    labelNames: ['reader', 'kind'],
    registers,
  })
  return {
    request: (operation, status, seconds) => duration.observe({ operation, status }, seconds),
    batch: (units) => batches.observe(units),
    events: (count) => events.inc(count),
    logAhead: () => ahead.inc(),
    responseCheck: (operation, failed) =>
      checks.inc({ operation, result: failed ? 'failed' : 'ok' }),
    streamOpened: (operation) => streams.inc({ operation }),
    streamEnded(operation, reason) {
      streams.dec({ operation })
      streamEnds.inc({ operation, reason })
    },
    relayBehind: (events) => behind.set(events),
    relayProblem: (kind) => relayProblems.inc({ kind }),
    readerAlarm: (reader, kind) => readerAlarms.inc({ reader, kind }),
    text: () => registry.metrics(),
  }
}
