/** What operations may tell of the server itself. */
export interface ServerStatus {
  readonly version: string
  readonly startedAt: number
  readonly draining: boolean
  /** In the Prometheus text format. */
  metrics(): Promise<string>
}
