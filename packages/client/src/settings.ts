import { readEnvironment } from './environment.ts'
import { CoxswainError } from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import { buildHeaders, checkHeaders } from './headers.ts'
import { createLog, type LogLevel, logLevels } from './logger.ts'
import { composeMiddleware } from './middleware.ts'
import type { CallOptions, CoxswainOptions, HeaderValues } from './options.ts'
import { createRedact } from './redact.ts'
import { resolveRuntime } from './runtime.ts'
import { createSendAttempt, type TransportSettings } from './transport.ts'
import { createUserAgent } from './user-agent.ts'

/** The options that a call may set, decided. */
export interface CallSettings {
  readonly timeout: number | null
  readonly deadline: number | null
  readonly maxRetries: number
}

export interface ClientSettings {
  readonly call: CallSettings
  /** Base URL with the API prefix, without a slash at its end. */
  readonly url: string
  readonly userAgent: string | undefined
  readonly authorization: string
  readonly headers: HeaderValues
  readonly transport: TransportSettings
}

const defaultCall: CallSettings = {
  timeout: behaviour.defaultTimeoutMs,
  deadline: null,
  maxRetries: behaviour.defaultMaxRetries,
}

/** A client's options checked and completed, from the environment too; a copy, frozen. */
export function resolveClientOptions(options: CoxswainOptions): ClientSettings {
  const key = options.apiKey ?? readEnvironment(behaviour.envApiKey)
  if (!key) throw new CoxswainError(`no API key: give apiKey or set ${behaviour.envApiKey}`)
  const authorization = `Bearer ${key}`
  const headers = Object.freeze({ ...options.headers })
  checkHeaders(buildHeaders({ authorization }, headers))
  const runtime = resolveRuntime(options.runtime)
  const redact = createRedact(key)
  const level = options.logLevel ?? readEnvironment(behaviour.envLog) ?? 'warn'
  if (!logLevels.includes(level as LogLevel))
    throw new CoxswainError(`${behaviour.envLog} or logLevel is none of ${logLevels.join(', ')}`)
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  return Object.freeze({
    call: resolveCallOptions(options, defaultCall),
    url: resolveBaseUrl(options.baseUrl ?? readEnvironment(behaviour.envBaseUrl)),
    userAgent: createUserAgent(),
    authorization,
    headers,
    transport: {
      send: composeMiddleware([...(options.middleware ?? [])], createSendAttempt(fetch)),
      runtime,
      log: createLog(options.logger ?? console, level as LogLevel, redact),
      redact,
      validators: options.validateResponses,
    },
  })
}

/** What is absent falls back; what is present must make sense. */
export function resolveCallOptions(options: CallOptions, fallback: CallSettings): CallSettings {
  const { timeout, deadline, maxRetries } = options
  return {
    timeout: timeout === undefined ? fallback.timeout : checkDuration(timeout, 'timeout'),
    deadline: deadline === undefined ? fallback.deadline : checkDuration(deadline, 'deadline'),
    maxRetries: maxRetries === undefined ? fallback.maxRetries : checkRetries(maxRetries),
  }
}

function checkDuration(value: number | null, name: string): number | null {
  if (value === null || (Number.isFinite(value) && value > 0)) return value
  throw new CoxswainError(`${name} must be a number of milliseconds above 0; null means none`)
}

function checkRetries(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 100) return value
  throw new CoxswainError('maxRetries must be an integer from 0 to 100')
}

/** Kept as it was written, so that it reaches the wire byte by byte. */
function resolveBaseUrl(text: string = behaviour.defaultBaseUrl): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const plain = url && !url.username && !url.password && !/[?#\s]/.test(text)
  if (!plain || !/^https?:$/.test(url.protocol))
    throw new CoxswainError(
      `the base URL must be http or https, without query, fragment or user: ${JSON.stringify(text)}`,
    )
  return text.replace(/\/+$/, '') + behaviour.basePath
}
