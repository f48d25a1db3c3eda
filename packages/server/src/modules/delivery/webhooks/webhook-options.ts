import type { Connector, Resolve } from './checked-connector.ts'

/** How webhooks are sent. */
export interface WebhookOptions {
  /**
   * Lets webhooks go to plain `http`, to private addresses and to any port. Default: false. It is for
   * development: with it, whoever may create webhooks reaches everything that this machine reaches.
   */
  readonly allowPrivateTargets?: boolean | undefined
  /** How long a receiver may take to answer, in ms. Default: 15,000. */
  readonly timeoutMs?: number | undefined
  /** Webhooks that an org may have. Default: 50. At most 500. */
  readonly maxPerOrg?: number | undefined
  /** Spreads what would else come all at once: 0 to below 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Finds every address of a host. Default: the system's resolver. */
  readonly resolve?: Resolve | undefined
  /** Connects to an address that was checked. Default: undici's connector. */
  readonly connect?: Connector | undefined
}
