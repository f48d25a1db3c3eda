import type { SseChunk } from './sse-script.ts'
import type { StreamEnd, StreamPlan } from './stream-delivery.ts'

/**
 * What a scenario asks the proxy to do with a request. Rules are tried in their order; the first that
 * matches and isn't used up is applied. A request without a rule passes through untouched.
 */
export interface Rule {
  /** Which requests; every given field must hold. */
  when?: {
    method?: string
    /** The path without the query string; `*` is any text. */
    path?: string
    /** The operation of the contract that the request reaches. */
    operation?: string
    /** The value of X-Coxswain-Attempt. */
    attempt?: number
  }
  /** For how many requests; default 1. */
  times?: number | 'always'
  do: Deed
}

export interface Deed {
  /** Nothing: lets so many requests through before the next rule has its turn. */
  pass?: boolean
  /** Close the connection before a byte is answered: RST, or FIN in good order. */
  reset?: boolean
  half_close?: boolean
  /** Like `reset`, but only when the connection has carried a request before. */
  reset_when_reused?: boolean
  /** Ask the server, let it do its work, and reset the connection instead of passing its answer on. */
  lose_answer?: boolean
  /** Answer without asking the server. */
  respond?: Answer
  /** How an event stream of the server travels. */
  stream?: StreamPlan
  /** Change the request, then ask the server. */
  rewrite?: RequestChange
  /** Change the server's answer. */
  answer?: Partial<Answer>
  /** How the answer travels. */
  deliver?: Delivery
}

export interface Answer {
  status: number
  headers?: Record<string, string | null>
  json?: unknown
  text?: string
  /** Bytes as base64. */
  b64?: string
  /** Compresses the body and says so; `bad` spoils the compressed bytes. */
  encoding?: 'gzip' | 'deflate' | 'bad-gzip'
  /** An event stream, chunk by chunk; `ending` says how it stops (default: `end`). */
  sse?: SseChunk[]
  ending?: StreamEnd
}

export interface RequestChange {
  method?: string
  target?: string
  headers?: Record<string, string | null>
  text?: string
  /** Appends blanks until the body has this many bytes. */
  pad_to_bytes?: number
}

export interface Delivery {
  /** Real milliseconds before the first byte. */
  delay_ms?: number
  /** Sends the head and this many bytes of the body, then nothing more; the connection stays open. */
  stall_after_bytes?: number
  /** Sends the head and this many bytes of the body, then closes (FIN) although more was announced. */
  truncate_after_bytes?: number
  /** Like `truncate_after_bytes`, but with RST. */
  reset_after_bytes?: number
  /** Sends half of the first line, then resets the connection or falls silent. */
  cut_head?: 'reset' | 'stall'
  /** Writes the whole answer in pieces of this size. */
  split_bytes?: number
  /** Pieces of `split_bytes` (default 1) with this much real time in between. */
  drip_ms?: number
  /** Chunked transfer coding with a chunk size that is no number. */
  bad_chunking?: boolean
  /** Closes the connection after a complete answer that did not announce it. */
  close_after?: boolean
}

/** What rules look at. */
export interface RuledRequest {
  method: string
  path: string
  attempt: number
  operation?: string | undefined
}

/** A short name for traces. */
export function ruleName(rule: Rule): string {
  const parts = Object.keys(rule.do)
  return rule.do.respond ? `respond ${rule.do.respond.status}` : parts.join('+')
}

/** The rules of one proxy, with their remaining uses. */
export class RuleBook {
  #entries: { rule: Rule; left: number }[] = []

  add(rules: readonly Rule[]): void {
    for (const rule of rules) {
      const left = rule.times === 'always' ? Number.POSITIVE_INFINITY : (rule.times ?? 1)
      this.#entries.push({ rule, left })
    }
  }

  clear(): void {
    this.#entries = []
  }

  /** Takes the rule for this request out of the book, once. */
  take(request: RuledRequest): Rule | undefined {
    const entry = this.#entries.find(({ rule, left }) => left > 0 && applies(rule, request))
    if (!entry) return undefined
    entry.left -= 1
    return entry.rule
  }
}

function applies({ when }: Rule, request: RuledRequest): boolean {
  if (!when) return true
  if (when.method !== undefined && when.method !== request.method) return false
  if (when.operation !== undefined && when.operation !== request.operation) return false
  if (when.path !== undefined && !isPath(when.path, request.path)) return false
  return when.attempt === undefined || when.attempt === request.attempt
}

function isPath(pattern: string, path: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(path)
}
