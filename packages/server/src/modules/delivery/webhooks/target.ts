import ipaddr from 'ipaddr.js'
import { isPublicAddress } from './public-address.ts'

/** What a server sends webhooks to. */
export interface TargetPolicy {
  /** Plain `http`, private addresses and any port, for development. */
  readonly allowPrivate: boolean
}

/** Why nothing is sent to a URL, as the end of a sentence that begins with it; `null` when it is fine. */
export type TargetRefusal = string | null

/** Names that public DNS does not have, or that lead back into whoever asks (RFC 6761, 6762, 8375). */
const innerNames = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'arpa',
  'onion',
  'test',
  'invalid',
  'example',
]

const httpsPort = 443
/** Below are services of systems, none of which is a receiver. */
const firstUserPort = 1024

/**
 * Judges a URL by what is written in it, before any name is looked up: an address needs no lookup, so
 * nothing else would ever look at it. The URL parser has turned every spelling of one (decimal, octal,
 * short, with dots of other scripts) into the usual one by then.
 */
export function refuseTarget(text: string, { allowPrivate }: TargetPolicy): TargetRefusal {
  if (!URL.canParse(text)) return 'is no URL'
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    return 'must begin with https://'
  }
  // Parsers disagree about what follows a backslash or an @, and receivers need neither.
  if (/[\\\s]/.test(text)) return 'must not hold a backslash or white space'
  if (/^[^:]+:\/\/[^/?#]*@/.test(text)) return 'must not hold a user or a password'
  if (allowPrivate) return null
  const port = url.port === '' ? httpsPort : Number(url.port)
  if (port !== httpsPort && port < firstUserPort) return 'must have port 443, or one from 1024 on'
  return refuseHost(url.hostname)
}

function refuseHost(hostname: string): TargetRefusal {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? null : 'must not have a private address'
  const labels = host.replace(/\.$/, '').split('.')
  const [last = ''] = labels.slice(-1)
  if (labels.length < 2 || labels.includes('') || innerNames.includes(last)) {
    return 'must have a public host name'
  }
  return null
}
