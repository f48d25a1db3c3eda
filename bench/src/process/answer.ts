import { createInterface } from 'node:readline'

export type Handlers = Readonly<Record<string, (params: never) => unknown>>

/** Answers one request a line until the input ends: the side of the process that is measured. */
export async function answer(handlers: Handlers): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, params } = JSON.parse(line) as { name: string; params: never }
    const reply = await perform(handlers, name, params)
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
}

async function perform(handlers: Handlers, name: string, params: never): Promise<object> {
  try {
    const handler = handlers[name]
    if (handler === undefined) throw new Error(`there is no ${name} here`)
    return { result: (await handler(params)) ?? null }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
