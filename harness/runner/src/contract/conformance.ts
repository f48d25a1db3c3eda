import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Fields } from '../expect/value.ts'
import { header, type RecordedRequest, type RecordedResponse } from '../proxy/recording.ts'
import type { SseFrame } from '../proxy/sse-frame.ts'
import type { Artifact } from './artifact.ts'
import type { Operation } from './operation.ts'
import type { Routes } from './route.ts'

/** Only replays say that they are one; a request of no org may be without a limit. */
function isOptional(name: string, { security }: Operation): boolean {
  if (name === 'idempotency-replayed') return true
  return name.startsWith('ratelimit') && security !== 'apiKey'
}

export interface Verdict {
  operation: Operation | undefined
  status: number
  /** What is wrong with the answer; empty when it is what the contract says. */
  faults: string[]
}

/**
 * Checks what a server really answered against the contract, with a validator that is none of ours.
 */
export class Conformance {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #artifact: Artifact
  readonly #routes: Routes

  constructor(artifact: Artifact, routes: Routes) {
    this.#artifact = artifact
    this.#routes = routes
    this.#ajv.addSchema({ ...artifact, $id: 'contract' })
  }

  /** `frames`: what an event stream has sent in place of a body. */
  judge(
    request: RecordedRequest,
    response: RecordedResponse,
    frames: readonly SseFrame[] = [],
  ): Verdict {
    const operation = this.#routes.find(request.method, request.target)
    const faults: string[] = []
    const { status } = response
    if (header(response.headers, 'x-request-id') === undefined) faults.push('no X-Request-Id')
    if (operation && status !== 405 && !operation.documented.includes(status)) {
      faults.push(`${status} is not documented`)
    }
    if (status >= 400) this.#judgeProblem(operation, response, faults)
    else if (operation) this.#judgeSuccess(operation, response, faults)
    if (operation?.streaming) this.#judgeFrames(operation, frames, faults)
    return { operation, status, faults }
  }

  /** What is wrong with a value of a component; empty when it is valid. */
  faultsOf(component: string, value: unknown): string[] {
    const faults: string[] = []
    this.#judgeValue(component, value, faults)
    return faults
  }

  #judgeSuccess(operation: Operation, response: RecordedResponse, faults: string[]): void {
    const { schema, mediaType, status } = operation.success
    if (response.status !== status) return
    for (const name of operation.success.headers) {
      const optional = isOptional(name, operation)
      if (!optional && header(response.headers, name) === undefined) faults.push(`no ${name}`)
    }
    if (mediaType === null) {
      if (response.body.length > 0) faults.push('a body where none is documented')
      return
    }
    const contentType = header(response.headers, 'content-type') ?? 'absent'
    if (contentType.split(';', 1)[0] !== mediaType) faults.push(`content type is ${contentType}`)
    if (schema) this.#judgeBody(schema, response, faults)
  }

  #judgeProblem(
    operation: Operation | undefined,
    response: RecordedResponse,
    faults: string[],
  ): void {
    const contentType = header(response.headers, 'content-type') ?? 'absent'
    if (contentType.split(';', 1)[0] !== 'application/problem+json') {
      faults.push(`content type is ${contentType}`)
    }
    const problem = this.#judgeBody('Problem', response, faults)
    const code = String(problem?.code)
    const known = this.#artifact['x-error-codes'][code]
    if (!known) faults.push(`code ${code} is not in the list`)
    else if (known.status !== response.status) faults.push(`code ${code} is a ${known.status}`)
    if (problem?.status !== response.status) faults.push('the problem names another status')
    if (operation && known && response.status !== 405) {
      const documented = operation.errors.some((error) => error.code === code)
      if (!documented) faults.push(`${operation.id} does not document ${code}`)
    }
    const wait = header(response.headers, 'retry-after')
    if ([429, 503].includes(response.status) && wait === undefined) faults.push('no Retry-After')
  }

  #judgeBody(
    component: string,
    response: RecordedResponse,
    faults: string[],
  ): Record<string, unknown> | undefined {
    let body: unknown
    try {
      body = JSON.parse(response.body.toString())
    } catch {
      faults.push('the body is not JSON')
      return undefined
    }
    this.#judgeValue(component, body, faults)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  }

  /** Each frame with data is one of the stream's items; of an event, the payload is what its type says. */
  #judgeFrames({ streamItems }: Operation, frames: readonly SseFrame[], faults: string[]): void {
    for (const { event, id, data } of frames) {
      if (data === undefined) continue
      const component = streamItems[event ?? 'message'] ?? streamItems.event
      if (event === undefined || component === undefined) faults.push('a frame without an event')
      else this.#judgeValue(component, data, faults)
      const catalogued = this.#artifact.webhooks[event ?? '']?.post['x-event'].payload
      if (catalogued === undefined) {
        if (event !== 'reset') faults.push(`the event ${event} is not in the catalogue`)
        continue
      }
      const envelope = data as Fields
      if (envelope.id !== id || envelope.event !== event) faults.push(`${id} frames another event`)
      const payload = catalogued.slice(catalogued.lastIndexOf('/') + 1)
      this.#judgeValue(payload, envelope.payload, faults)
    }
  }

  #judgeValue(component: string, value: unknown, faults: string[]): void {
    const validate = this.#validator(component)
    if (validate(value)) return
    for (const error of validate.errors ?? []) {
      faults.push(`${component}${error.instancePath} ${error.message}`)
    }
  }

  #validator(component: string): ValidateFunction {
    let validate = this.#validators.get(component)
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `contract#/components/schemas/${component}` })
      this.#validators.set(component, validate)
    }
    return validate
  }
}
