import { connect } from 'node:net'
import type { WebhookOptions } from '@coxswain/server'

type Connect = NonNullable<WebhookOptions['connect']>

const publicAddress = '93.184.216.34'
const privateAddress = '10.0.0.1'

/**
 * A network in which every host is a receiver on this machine, and what its name leads to is said by
 * the name: `private-`, `mixed-`, and `rebinding-`, which is public at the first look and private after it.
 */
export class Hosts {
  readonly #looks = new Map<string, number>()

  readonly resolve = async (hostname: string): Promise<readonly string[]> => {
    const looks = (this.#looks.get(hostname) ?? 0) + 1
    this.#looks.set(hostname, looks)
    if (hostname.startsWith('private-')) return [privateAddress]
    if (hostname.startsWith('mixed-')) return [publicAddress, privateAddress]
    if (hostname.startsWith('rebinding-') && looks > 1) return [privateAddress]
    return [publicAddress]
  }

  /** Whatever the address: that a private one is asked for is what a scenario must be able to see. */
  readonly connect: Connect = ({ hostname, port }, callback) => {
    if (hostname !== publicAddress && hostname !== privateAddress) {
      callback(new Error(`${hostname} is no address that was looked up`), null)
      return
    }
    const socket = connect(Number(port), '127.0.0.1')
    socket.once('connect', () => callback(null, socket))
    socket.once('error', (error) => callback(error, null))
  }
}
