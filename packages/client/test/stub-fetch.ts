import { Coxswain } from '../src/client.ts'
import type { CoxswainOptions } from '../src/options.ts'
import { createStubRuntime, type StubRuntime } from './stub-runtime.ts'

export interface SentRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly signal: AbortSignal
}

/** An answer, an error to fail with, or a function of the request. The last one is repeated. */
export type Answer = Response | Error | ((request: SentRequest) => Response | Promise<Response>)

export interface Stub {
  readonly client: Coxswain
  readonly runtime: StubRuntime
  readonly requests: SentRequest[]
}

/** A client over answers given in advance. */
export function createStub(answers: readonly Answer[], options: CoxswainOptions = {}): Stub {
  const runtime = createStubRuntime()
  const requests: SentRequest[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>) }
    const { method = 'GET', body, signal } = init
    const request = { url, method, headers, body, signal: signal as AbortSignal }
    requests.push(request)
    const answer = answers[Math.min(requests.length, answers.length) - 1]
    if (answer instanceof Error) throw answer
    if (answer === undefined) throw new Error('no answer is left')
    return typeof answer === 'function' ? answer(request) : answer.clone()
  }
  const client = new Coxswain({
    baseUrl: 'http://stub.test',
    apiKey: 'cox_test_stub_secret_sum',
    logLevel: 'off',
    fetch,
    runtime,
    ...options,
  })
  return { client, runtime, requests }
}

export function json(value: unknown, init?: ResponseInit): Response {
  return Response.json(value, init)
}

export function problem(status: number, code: string, more: object = {}, headers = {}): Response {
  const type = `https://coxswain.test/errors/${code}`
  return Response.json(
    { type, title: 'Refused', status, code, request_id: 'req_1', retryable: false, ...more },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )
}

/** What a call rejected with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('the call was expected to fail')
}
