import { Counter, Histogram, Registry } from 'prom-client'

/** What the server counts. One registry per server: several may live in one process. */
export interface Metrics {
  request(operation: string, status: number, seconds: number): void
  batch(units: number): void
  events(count: number): void
  /** An org's log is ahead of the clock. */
  logAhead(): void
  responseCheck(operation: string, failed: boolean): void
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
  return {
    request: (operation, status, seconds) => duration.observe({ operation, status }, seconds),
    batch: (units) => batches.observe(units),
    events: (count) => events.inc(count),
    logAhead: () => ahead.inc(),
    responseCheck: (operation, failed) =>
      checks.inc({ operation, result: failed ? 'failed' : 'ok' }),
    text: () => registry.metrics(),
  }
}
