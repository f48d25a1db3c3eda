import { header, type UpstreamPart } from '../proxy/recording.ts'
import type { RunResult } from './result.ts'
import type { RunContext } from './run-context.ts'

/** Everything that the server answered in this run must be what the contract says: one check. */
export function judgeUpstream({
  proxy,
  stage,
  checks,
}: RunContext): Pick<RunResult, 'produced' | 'codes' | 'waysIn'> {
  const produced = new Set<string>()
  const codes = new Set<string>()
  const waysIn = new Set<string>()
  const faults: string[] = []
  const answered = proxy.exchanges.flatMap(({ upstream }) => (upstream ? [upstream] : []))
  for (const part of answered) {
    const { request, response } = part
    const verdict = stage.conformance.judge(request, response, part.frames)
    const { operation, status } = verdict
    const name = `${operation?.id ?? `${request.method} ${request.target}`} ${status}`
    faults.push(...verdict.faults.map((fault) => `${name}: ${fault}`))
    if (verdict.faults.length > 0) continue
    produced.add(name)
    if (operation && status < 300) waysIn.add(`${operation.id} by ${wayIn(part)}`)
    if (header(response.headers, 'content-type')?.includes('problem')) {
      codes.add(String((JSON.parse(response.body.toString()) as { code?: unknown }).code))
    }
  }
  if (answered.length > 0) {
    checks.assert(faults.length === 0, 'upstream', () => [...new Set(faults)].join('; '))
  }
  return { produced: [...produced], codes: [...codes], waysIn: [...waysIn] }
}

/** The scheme of the contract by which a request was let in. */
function wayIn({ request }: UpstreamPart): string {
  if (header(request.headers, 'authorization') !== undefined) return 'apiKey'
  return /[?&]token=/.test(request.target) ? 'streamToken' : 'none'
}
