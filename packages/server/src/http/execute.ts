import type { AnyCaller, BeforeContext } from '../context.ts'
import { actorOf } from '../principal.ts'
import type { AnyUnit, ReadUnit, WriteUnit } from '../store/unit-of-work.ts'
import type { Answer, Call } from './call.ts'
import {
  type Access,
  beforeHandler,
  createContext,
  readScope,
  requestContext,
} from './call-context.ts'
import {
  claimOf,
  findAnswer,
  hashKey,
  type IdempotentRequest,
  keepAnswer,
  type StoredAnswer,
} from './idempotency.ts'
import { TwinRunning } from './idempotency-claims.ts'
import type { Kernel } from './kernel.ts'

/** Runs the handler in the transaction that its operation declares. */
export async function execute(kernel: Kernel, call: Call): Promise<Answer> {
  if (call.operation.transaction === 'write') return executeWrite(kernel, call)
  await beforeHandler(kernel, call)
  if (call.operation.transaction === 'none') {
    const { store, status: server, commits } = kernel
    return invoke(kernel, call, { store, server, commits })
  }
  const prepared = await before(kernel, call)
  return kernel.store.read(readScope(call), (tx: ReadUnit) =>
    invoke(kernel, call, { tx }, prepared),
  )
}

async function executeWrite(kernel: Kernel, call: Call): Promise<Answer> {
  const request = idempotentRequest(call)
  const work = async () => {
    await beforeHandler(kernel, call)
    try {
      if (call.operation.before !== undefined) await ruleOutReplay(kernel, call, request)
      const prepared = await before(kernel, call)
      return await inUnit(kernel, call, request, prepared)
    } catch (thrown) {
      if (thrown instanceof Replay) return { ...thrown.answer, replayed: true }
      throw thrown
    }
  }
  return request === null ? work() : kernel.claims.run(claimOf(request), work)
}

/** Ends a unit that has nothing to do: its answer is already there, and nothing is committed for it. */
class Replay {
  readonly answer: StoredAnswer

  constructor(answer: StoredAnswer) {
    this.answer = answer
  }
}

/** What comes before the unit may cost others something, so a replay is told from new work first. */
async function ruleOutReplay(
  kernel: Kernel,
  call: Call,
  request: IdempotentRequest | null,
): Promise<void> {
  if (request === null) return
  const stored = await kernel.store.read(readScope(call), (unit) =>
    replayed(kernel, call, request, unit),
  )
  if (stored !== null) throw new Replay(stored)
}

/** The stored answer, for a caller who may still have it. */
async function replayed(
  { authenticator }: Kernel,
  { principal, now }: Call,
  request: IdempotentRequest | null,
  unit: AnyUnit,
): Promise<StoredAnswer | null> {
  if (principal.kind === 'api_key') await authenticator.recheck(unit, principal)
  return request === null ? null : findAnswer(unit, request, now)
}

async function before(kernel: Kernel, call: Call): Promise<unknown> {
  const { operation, input } = call
  if (operation.before === undefined) return undefined
  const context: BeforeContext<AnyCaller> = {
    ...requestContext(kernel, call),
    store: { read: (scope, work) => kernel.store.read(scope, work) },
  }
  return operation.before(input, context)
}

function inUnit(
  kernel: Kernel,
  call: Call,
  request: IdempotentRequest | null,
  prepared: unknown,
): Promise<Answer> {
  const { operation, principal, correlation, now } = call
  const scope = {
    orgId: principal.orgId,
    operation: operation.id,
    actor: actorOf(principal),
    requestId: correlation.requestId,
    traceId: correlation.traceId,
  }
  return kernel.store.write(scope, async (tx: WriteUnit) => {
    if (request !== null && !(await tx.tryLock(claimOf(request)))) throw new TwinRunning()
    const stored = await replayed(kernel, call, request, tx)
    if (stored !== null) throw new Replay(stored)
    const answer = await invoke(kernel, call, { tx, events: tx.events }, prepared)
    if (request !== null) await keepAnswer(tx, request, answer, now)
    return answer
  })
}

function idempotentRequest({ operation, principal, headers, fingerprint }: Call) {
  const { idempotencyKey: key } = headers
  if (key === null || fingerprint === null || principal.kind === 'anonymous') return null
  return {
    orgId: principal.orgId ?? '',
    principal: principal.kind === 'api_key' ? principal.id : principal.kind,
    key,
    keyHash: hashKey(key),
    credential: principal.credential,
    fingerprint,
    secret: operation.secretResponse,
  }
}

async function invoke(
  kernel: Kernel,
  call: Call,
  access: Access,
  prepared?: unknown,
): Promise<Answer> {
  const { operation, input } = call
  const reply = { etag: null as string | null }
  const output = await operation.handle(input, createContext(kernel, call, access, reply), prepared)
  kernel.checkResponse(operation, output)
  const { status, mediaType } = operation.success
  return { status, etag: reply.etag, body: serialise(mediaType, output), replayed: false }
}

function serialise(mediaType: string | null, output: unknown): string | null {
  if (mediaType === null) return null
  return mediaType === 'application/json' ? JSON.stringify(output) : String(output)
}
