import { methods, type Notify } from './driver.ts'

/** stdout belongs to the protocol; whatever the SDK prints goes to stderr. */
console.log = console.error
console.info = console.error
console.debug = console.error
console.warn = console.error

function write(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

const notify: Notify = (method, params) => write({ method, params })

// Only LF ends a line: `readline` would also split at U+2028, which JSON leaves unescaped.
let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) void handle(line)
})
process.stdin.on('end', () => process.exit(0))

async function handle(line: string): Promise<void> {
  const { id, method, params } = JSON.parse(line) as { id: number; method: string; params: never }
  if (method === 'shutdown') {
    write({ id, result: {} })
    return process.exit(0)
  }
  try {
    const run = methods[method]
    if (!run) throw new Error(`there is no method ${method}`)
    write({ id, result: await run(params, notify) })
  } catch (error) {
    write({ id, error: { code: -32000, message: (error as Error).message } })
  }
}
