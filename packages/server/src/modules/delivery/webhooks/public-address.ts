import ipaddr from 'ipaddr.js'

/** Global unicast, RFC 4291. What lies outside is no public host's, whatever else it is. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 9637, which tables of ranges tend to lack. */
const documentation = ipaddr.IPv6.parseCIDR('3fff::/20')

/**
 * Whether an address is one that anybody's public host may have. An IPv6 address that carries an IPv4
 * one (mapped, NAT64, 6to4) leads to that one, so that one is judged. Anything not understood is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return isPublic4(ipaddr.IPv4.parse(text))
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false
  const address = ipaddr.IPv6.parse(text)
  const carried = carriedBy(address)
  if (carried !== null) return isPublic4(carried)
  if (!address.match(globalUnicast) || address.match(documentation)) return false
  return address.range() === 'unicast'
}

function isPublic4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast'
}

function carriedBy(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  const bytes = address.toByteArray()
  if (address.range() === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12))
  if (address.range() === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  return null
}
