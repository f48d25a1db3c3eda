/**
 * A driver that misbehaves on request: `answers`, `silent`, `chatty`, `dies`, `liar`, `tells`, `babbles`, `lacks`,
 * `stranger`.
 */
const mode = process.argv[2]

function write(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

const hello = {
  protocol_version: 1,
  sdk: 'fake',
  version: '1.0.0',
  language: 'none',
  runtime: 'none 1.0',
  capabilities: [],
}

if (mode === 'stranger') process.stderr.write(`${process.pid}\n`)
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text: string) => {
  for (const line of text.split('\n').filter(Boolean)) handle(JSON.parse(line))
})

function handle({ id, method }: { id: number; method: string }): void {
  const answer = (result: unknown) => write({ jsonrpc: '2.0', id, result })
  if (method === 'shutdown') process.exit(0)
  else if (method === 'hello') answer(mode === 'stranger' ? { ...hello, sdk: 5 } : hello)
  else if (mode === 'lacks' && method === 'stats') answer(stats(0))
  else if (mode === 'lacks') {
    write({ jsonrpc: '2.0', id, error: { code: -32601, message: 'the SDK has none' } })
  } else if (mode === 'liar') answer({ sockets: 'many' })
  else if (mode === 'chatty') process.stdout.write('a print from an SDK\n')
  else if (mode === 'tells' || mode === 'babbles') {
    tell(mode === 'tells' ? { call_id: 'c1', callback: 'run', act: {} } : { callback: 'walk' })
    answer(stats(id))
  } else if (mode === 'dies') process.exit(3)
  // Out of order: the answer to an even request comes after that to the next one.
  else if (mode === 'answers' && id % 2 === 0) setTimeout(() => answer(stats(id)), 20)
  else if (mode === 'answers') answer(stats(id))
}

function tell(params: Record<string, unknown>): void {
  write({ jsonrpc: '2.0', method: 'callback.invoked', params })
}

function stats(id: number): Record<string, number> {
  return { sockets: id, handles: 0, tasks: 0, threads: 0 }
}
