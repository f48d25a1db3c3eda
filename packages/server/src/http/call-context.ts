import type { AnyCaller, AnyContext, BaseContext, RequestContext } from '../context.ts'
import type { UnitScope } from '../store/unit-of-work.ts'
import type { Call } from './call.ts'
import { checkIfMatch, entityTag } from './conditions.ts'
import type { Kernel } from './kernel.ts'
import { fetchPage } from './page.ts'

/** What a handler reaches besides what every request has. */
export type Access = Omit<AnyContext, keyof (BaseContext & AnyCaller)>

/** What one stage of one call has in reach. */
export function createContext(
  kernel: Kernel,
  call: Call,
  access: Access,
  reply: { etag: string | null },
): AnyContext {
  const { now, after, cursorScope } = call
  return {
    ...callerContext(kernel, call),
    ...access,
    get signal() {
      return call.signal
    },
    etag: (version) => {
      reply.etag = entityTag(version)
    },
    checkVersion: (version) => checkIfMatch(call.headers.ifMatch, version),
    page: ({ limit }, source) =>
      fetchPage(limit, after, source, (position) =>
        kernel.cursors.encode(cursorScope, position, now),
      ),
  }
}

export function requestContext(kernel: Kernel, call: Call): RequestContext & AnyCaller {
  return { ...callerContext(kernel, call), signal: call.signal }
}

function callerContext(kernel: Kernel, call: Call): Omit<RequestContext, 'signal'> & AnyCaller {
  const { operation, principal, correlation, now } = call
  return {
    requestId: correlation.requestId,
    traceId: correlation.traceId,
    principal,
    now,
    operation: operation.id,
    orgId: principal.orgId,
    clock: kernel.clock,
    ids: kernel.ids,
    log: kernel.log,
  }
}

/** The scope of what a call reads. */
export function readScope({ principal, operation, correlation }: Call): UnitScope {
  const { requestId } = correlation
  return { orgId: principal.orgId, operation: operation.id, requestId }
}

/** Runs the hook that may hold a call up, or fail it. */
export async function beforeHandler({ beforeHandler }: Kernel, call: Call): Promise<void> {
  await beforeHandler?.({
    operation: call.operation.id,
    orgId: call.principal.orgId,
    requestId: call.correlation.requestId,
  })
}
