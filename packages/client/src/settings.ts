import { type CallSettings, defaultCallSettings, resolveCallOptions } from './call-settings.ts'
import { isPath } from './encode.ts'
import { readEnvironment } from './environment.ts'
import { CoxswainError } from './errors.ts'
import * as behaviour from './gen/behaviour.ts'
import { buildHeaders, checkHeaders, type HeaderValues } from './headers.ts'
import { createLog, type LogLevel, logLevels } from './logger.ts'
import { composeMiddleware } from './middleware.ts'
import type { CoxswainOptions } from './options.ts'
import { createRedact } from './redact.ts'
import { resolveRuntime } from './runtime.ts'
import { createSendAttempt, type TransportSettings } from './transport.ts'
import { createUserAgent } from './user-agent.ts'

export interface ClientSettings extends TransportSettings {
  readonly call: CallSettings
  /** Base URL with the API prefix, without a slash at its end. */
  readonly url: string
  readonly userAgent: string | undefined
  readonly authorization: string
  readonly headers: HeaderValues
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
    call: resolveCallOptions(options, defaultCallSettings),
    url: resolveBaseUrl(options.baseUrl ?? readEnvironment(behaviour.envBaseUrl)),
    userAgent: createUserAgent(),
    authorization,
    headers,
    send: composeMiddleware([...(options.middleware ?? [])], createSendAttempt(fetch)),
    runtime,
    log: createLog(options.logger ?? console, level as LogLevel, redact),
    redact,
    validators: options.validateResponses,
  })
}

/**
 * Kept as it was written, so that it reaches the wire byte by byte: hence no more than what every
 * parser of URLs reads alike.
 */
function resolveBaseUrl(text: string = behaviour.defaultBaseUrl): string {
  const parts = /^https?:\/\/([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(\/.*)?$/i.exec(text)
  const [, host = '', port, path = '/'] = parts ?? []
  const url = URL.canParse(text) ? new URL(text) : undefined
  // `127.1` and `0x7f.1` are addresses to some parsers and names to others.
  const sameHost = host.startsWith('[') || url?.hostname === host.toLowerCase()
  if (!parts || !url || !sameHost || Number(port) === 0 || !isPath(path))
    // The text is not part of the message: it may hold a password.
    throw new CoxswainError(
      'the base URL must be http or https in plain ASCII, without query, fragment or user',
    )
  return text.replace(/\/+$/, '') + behaviour.basePath
}
