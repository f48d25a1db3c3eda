import { type Client, endCall, findClient, findMethod, rename, startCall } from './clients.ts'
import { encode } from './json-value.ts'
import { describeError, type Fields } from './outcome.ts'

interface EventStream extends AsyncIterator<unknown> {
  lastEventId?: string | undefined
}

interface Open {
  stream: EventStream
  client: Client
  /** The pull that no answer has told of yet. */
  pull: Promise<Pulled> | undefined
  /** How many sleeps have been told. */
  slept: number
  /** How often the SDK said that a connection stands; undefined when nobody asked it to. */
  opened: () => number | undefined
}

type Pulled = { item: unknown } | { ended: true } | { error: unknown }

const streams = new Map<string, Open>()

export function openStream(params: Fields): Fields {
  const client = findClient(params.client)
  try {
    const open = findMethod(client, params.operation)
    const options = startCall(params)
    let opened: number | undefined
    if (params.on_open) {
      opened = 0
      options.onOpen = () => {
        opened = (opened ?? 0) + 1
      }
    }
    const stream = open(rename(params.query as Fields), options) as EventStream
    const slept = client.clock.sleeps.length
    streams.set(params.call_id as string, {
      stream,
      client,
      pull: undefined,
      slept,
      opened: () => opened,
    })
    return { nothing: true, sleeps_ms: [] }
  } catch (error) {
    endCall(params)
    return { error: describeError(error), sleeps_ms: [] }
  }
}

/** Pulls until there are enough, the stream is over, or time is up; a pull under way goes on. */
export async function nextOfStream(params: {
  call_id: string
  max: number
  wait_ms: number
}): Promise<Fields> {
  const open = find(params.call_id)
  const items: unknown[] = []
  const reading: Fields = { items }
  const end = Date.now() + params.wait_ms
  while (items.length < params.max) {
    open.pull ??= pull(open.stream)
    const pulled = await within(open.pull, end - Date.now())
    if (pulled === undefined) break
    open.pull = undefined
    if ('item' in pulled) {
      items.push(encode(pulled.item))
      continue
    }
    // Asked again, it must be over still: the next pull is the SDK's to answer.
    if ('ended' in pulled) reading.ended = true
    else reading.error = describeError(pulled.error)
    break
  }
  const { sleeps } = open.client.clock
  reading.sleeps_ms = sleeps.slice(open.slept)
  open.slept = sleeps.length
  // While a pull is under way, its place is a matter of the moment.
  if (open.pull) return reading
  const { lastEventId } = open.stream
  if (lastEventId !== undefined) reading.last_event_id = lastEventId
  const opened = open.opened()
  return opened === undefined ? reading : { ...reading, opened }
}

export async function closeStream(params: Fields): Promise<Fields> {
  const { stream, pull: pending } = find(params.call_id as string)
  streams.delete(params.call_id as string)
  endCall(params)
  await stream.return?.()
  await pending
  return {}
}

async function pull(stream: EventStream): Promise<Pulled> {
  try {
    const { done, value } = await stream.next()
    return done ? { ended: true } : { item: value }
  } catch (error) {
    return { error }
  }
}

/** Undefined: time is up first. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms))
  })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
  }
}

function find(name: string): Open {
  const open = streams.get(name)
  if (!open) throw new Error(`there is no stream ${name}`)
  return open
}
