import type { HeaderList } from '../proxy/recording.ts'
import { viewFrame } from '../proxy/sse-frame.ts'
import type { RunResult } from '../run/result.ts'

/** The wire of one run for people, with times: what the SDK sent, what the server saw and answered. */
export function drawTrace(result: RunResult): string {
  const lines = [`── ${result.scenario} · ${result.subject}`]
  for (const exchange of result.exchanges) {
    const { request, response, upstream } = exchange
    const fault = exchange.fault ? ` · ${exchange.fault}` : ''
    lines.push(
      `${exchange.at_ms.toFixed(1).padStart(8)} ms  #${exchange.connection} → ${request.method} ${request.target}${fault}`,
      ...drawPart(request.headers, request.body),
    )
    if (upstream) {
      lines.push(`             server ← ${upstream.request.method} ${upstream.request.target}`)
      lines.push(`             server → ${upstream.response.status}`)
    }
    lines.push(`             ← ${response ? response.status : 'nothing'} (${exchange.end})`)
    if (response) lines.push(...drawPart(response.headers, response.body))
    for (const frame of exchange.frames ?? []) {
      lines.push(`${frame.at_ms.toFixed(1).padStart(8)} ms    ${JSON.stringify(viewFrame(frame))}`)
    }
  }
  for (const [index, outcome] of result.trace.steps.entries()) {
    lines.push(`   outcome ${index}: ${JSON.stringify(outcome)}`)
  }
  for (const { path, message } of result.failures) lines.push(`   ✗ ${path}: ${message}`)
  return lines.join('\n')
}

function drawPart(headers: HeaderList, body: Buffer): string[] {
  const indent = ' '.repeat(15)
  const lines = headers.map(([name, value]) => `${indent}${name}: ${value}`)
  if (body.length === 0) return lines
  const text = body.toString()
  return [...lines, `${indent}${text.length > 2000 ? `${text.slice(0, 2000)}…` : text}`]
}
