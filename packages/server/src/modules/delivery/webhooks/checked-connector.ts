import { lookup } from 'node:dns/promises'
import { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.ts'
import type { TargetPolicy } from './target.ts'

/** Finds every address of a host. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

/** Connects to the address that `hostname` names; of TLS, `servername` is what is asked for. */
export type Connector = ReturnType<typeof buildConnector>
type Connecting = Parameters<Connector>

export interface ConnectorOptions extends TargetPolicy {
  readonly resolve?: Resolve | undefined
  readonly connect?: Connector | undefined
  readonly timeoutMs: number
}

/** A host has an address that nothing is sent to. */
export class TargetRefused extends Error {}

/**
 * Connects to hosts whose every address is public, and to an address that was checked: it is handed on
 * as a number, so no second lookup can answer something else. A host with one private address among
 * public ones is refused, as which one is taken would be up to chance.
 */
export function checkedConnector({
  allowPrivate,
  resolve = systemResolve,
  timeoutMs,
  connect = buildConnector({ timeout: timeoutMs, allowH2: false }),
}: ConnectorOptions): Connector {
  return (options: Connecting[0], callback: Connecting[1]) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    const servername = options.servername ?? host
    const tryNext = ([address, ...others]: readonly string[]) => {
      if (address === undefined) return callback(new Error(`${host} has no address`), null)
      connect({ ...options, hostname: address, servername }, (...[error, socket]) => {
        if (error === null) callback(null, socket)
        else if (others.length > 0) tryNext(others)
        else callback(error, null)
      })
    }
    resolve(host).then(
      (addresses) => {
        if (allowPrivate || addresses.every(isPublicAddress)) tryNext(addresses)
        else callback(new TargetRefused(`${host} leads to a private address`), null)
      },
      (error: Error) => callback(error, null),
    )
  }
}

async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}
