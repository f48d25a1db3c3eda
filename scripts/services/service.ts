/** A server that tests use, on a free port of the loopback interface. */
export interface Service {
  readonly url: string
  stop(): Promise<void>
}
