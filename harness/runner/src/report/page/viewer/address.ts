/** What a link to this page can point at: a cell, a scenario, and what is filtered. */
export interface Address {
  query: string
  statuses: string[]
  feature: string
  column: string
  scenario: string
}

/** Reads what stands after the `#`. */
export function parseAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const read = (name: string) => fields.get(name) ?? ''
  return {
    query: read('q'),
    statuses: read('status').split(',').filter(Boolean),
    feature: read('feature'),
    column: read('column'),
    scenario: read('scenario'),
  }
}

/** Writes only what is not as usual; what needs no escape stays readable. */
export function formatAddress(address: Address): string {
  const fields = new URLSearchParams()
  const write = (name: string, value: string) => value !== '' && fields.set(name, value)
  write('q', address.query)
  write('status', address.statuses.join(','))
  write('feature', address.feature)
  write('scenario', address.scenario)
  write('column', address.column)
  // An empty fragment would lead to the top of the page.
  const text = fields.size === 0 ? 'all' : String(fields)
  return `#${text}`.replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',')
}
