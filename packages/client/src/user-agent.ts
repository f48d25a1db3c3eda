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
  let runtime = 'edge/unknown'
  if (Bun) runtime = `bun/${Bun.version}`
  else if (Deno) runtime = `deno/${Deno.version.deno}`
  else if (process?.versions?.node) runtime = `node/${process.versions.node}`
  return `coxswain-js/${version} (${runtime}; ${platform})`
}
