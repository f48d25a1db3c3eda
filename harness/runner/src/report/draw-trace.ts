import type { RunResult } from '../run/result.ts'
import { traceRun } from './page/run-trace.ts'
import { type Happening, timelineOf } from './page/timeline.ts'

const ways: Record<string, string> = {
  'sdk proxy': 'SDK →',
  'proxy sdk': 'SDK ←',
  'proxy server': '    → server',
  'server proxy': '    ← server',
}

/** The wire of one run for people, with times: what the SDK sent, what the server saw and answered. */
export function drawTrace(result: RunResult): string {
  const trace = traceRun(result)
  return [
    `── ${result.scenario} · ${result.subject}`,
    ...timelineOf(trace).flatMap(draw),
    ...(trace.left_out > 0 ? [`   and ${trace.left_out} exchanges more`] : []),
    ...result.failures.map(({ path, message }) => `   ✗ ${path}: ${message}`),
  ].join('\n')
}

function draw({ at_ms, from, to, label, notes, payload }: Happening): string[] {
  const time = Number.isFinite(at_ms) ? at_ms.toFixed(1) : '–'
  const way = ways[`${from} ${to}`] ?? (from === 'sdk' ? 'outcome' : '    ⚡')
  const more = notes.length === 0 ? '' : ` (${notes.join(', ')})`
  const lines = payload.flatMap((line) => line.split('\n'))
  return [
    `${time.padStart(8)} ms  ${way} ${label}${more}`,
    ...lines.map((line) => `${' '.repeat(17)}${line}`.trimEnd()),
  ]
}
