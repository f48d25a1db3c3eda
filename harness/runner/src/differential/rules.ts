/** One entry of the allow-list: a text that may differ, and what stands for it. */
export interface TextRule {
  name: string
  /** Why the languages may differ here. */
  reason: string
  /** The header that it is about; undefined for every text. */
  header?: string
  /** Only in the messages of errors. */
  message?: true
  /** Only on this side of the wire. */
  side?: 'request'
  pattern: RegExp
  /** Undefined: the header is left out. */
  replacement: string | undefined
}

/**
 * Everything that may differ between two traces. Each rule replaces exactly the form that it knows:
 * a value of another form stays and diverges.
 */
const textRules: readonly TextRule[] = [
  {
    name: 'user_agent',
    reason: 'the SDK names its language, version, runtime and system',
    header: 'user-agent',
    pattern:
      /^coxswain-(?:js|python)\/\d+\.\d+\.\d+[0-9A-Za-z.+-]* \([a-z]+\/[^;()\s]+; [^;()]+\)$/i,
    replacement: '<user agent>',
  },
  {
    name: 'traceparent',
    reason: 'made of chance, or of a span',
    header: 'traceparent',
    pattern: /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/,
    replacement: '<traceparent>',
  },
  {
    name: 'date',
    reason: 'the moment of the answer',
    header: 'date',
    pattern: /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
    replacement: '<date>',
  },
  {
    name: 'connection',
    reason: 'HTTP/1.1 keeps alive by default; saying so is up to the transport',
    header: 'connection',
    pattern: /^keep-alive$/i,
    replacement: undefined,
  },
  {
    name: 'accept_language',
    reason: "fetch adds it by its specification and can't be told not to",
    header: 'accept-language',
    pattern: /^\*$/,
    replacement: undefined,
  },
  {
    name: 'sec_fetch_mode',
    reason: "fetch adds it by its specification and can't be told not to",
    header: 'sec-fetch-mode',
    pattern: /^cors$/,
    replacement: undefined,
  },
  {
    name: 'cache_control',
    reason: 'fetch adds it, by its specification, to what carries If-Match',
    header: 'cache-control',
    side: 'request',
    pattern: /^no-cache$/,
    replacement: undefined,
  },
  {
    name: 'pragma',
    reason: 'fetch adds it, by its specification, to what carries If-Match',
    header: 'pragma',
    side: 'request',
    pattern: /^no-cache$/,
    replacement: undefined,
  },
  {
    name: 'port',
    reason: 'every run has a proxy of its own, and a receiver of webhooks',
    pattern: /\b(127\.0\.0\.1|localhost|[a-z0-9_-]+\.example\.com):\d{2,5}\b/g,
    replacement: '$1:<port>',
  },
]

/** Options have the names of their language, and so have messages about them. */
const optionNames = [
  'api_key',
  'base_url',
  'max_retries',
  'idempotency_key',
  'if_match',
  'log_level',
  'max_reconnects',
  'lease_seconds',
  'approval_timeout',
  'wait_seconds',
]

const optionRules: TextRule[] = optionNames.map((name) => ({
  name: `option ${name}`,
  reason: 'options are named as the language names things',
  message: true,
  pattern: new RegExp(`\\b(?:${name}|${toCamelCase(name)})\\b`, 'g'),
  replacement: `<${name}>`,
}))

function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

export const allowList: readonly TextRule[] = [...textRules, ...optionRules]

/** Ids, keys, tokens, cursors (`<base64 of a list>.<seal>`) and request ids: they become `#n` by first appearance, so that equality is kept. */
export const idPattern =
  /\b(?:whsec_[0-9A-Za-z+/]{43}=|W[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{22}(?![0-9A-Za-z_-])|cxs_[0-9A-Za-z_-]{40,}\.[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])|cox_[a-z]+_[0-9A-Za-z]+(?:_[0-9A-Za-z]+_[0-9A-Za-z]+\b|…)|[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\b|req_h\d+_\d+\b|run_h\d+\b|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b)/g
