/** What a broker says of itself. */
export interface Health {
  readonly status: 'ok' | 'closed'
  readonly backend: 'memory'
  /** Orgs that something is held of. */
  readonly orgs: number
  readonly subscribers: number
  /** Events in all replay windows, and their bytes. */
  readonly events: number
  readonly bytes: number
}
