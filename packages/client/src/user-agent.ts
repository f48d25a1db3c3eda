import { globals } from './environment.ts'
import { version } from './version.ts'

/**
 * `coxswain-js/1.0.0 (node/24.1.0; linux)`. Undefined in browsers, which name themselves and refuse
 * the header.
 */
export function createUserAgent(): string | undefined {
  const { Bun, Deno, process, document } = globals
  if (document !== undefined) return undefined
  const platform = process?.platform ?? Deno?.build.os ?? 'unknown'
  const node = process?.versions?.node
  let runtime = node ? `node/${node}` : 'edge/unknown'
  if (Deno) runtime = `deno/${Deno.version.deno}`
  if (Bun) runtime = `bun/${Bun.version}`
  return `coxswain-js/${version} (${runtime}; ${platform})`
}
