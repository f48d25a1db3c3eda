import { deflateSync, gzipSync } from 'node:zlib'
import { type HeaderList, type RecordedResponse, withHeader } from './recording.ts'
import type { Answer } from './rule.ts'

const encoders = {
  gzip: gzipSync,
  deflate: deflateSync,
  'bad-gzip': (body: Buffer) => {
    const bytes = gzipSync(body)
    for (let index = 10; index < bytes.length; index += 1) bytes[index] = 0xff
    return bytes
  },
}

/** The answer that a rule describes, on top of the server's when there is one. */
export function makeAnswer(
  answer: Partial<Answer>,
  base: RecordedResponse | undefined,
): RecordedResponse {
  let headers: HeaderList = base ? [...base.headers] : [['Date', new Date().toUTCString()]]
  let body = base?.body ?? Buffer.alloc(0)
  const set = (name: string, value: string | null) => {
    headers = withHeader(headers, name, value)
  }
  if (answer.json !== undefined) {
    body = Buffer.from(JSON.stringify(answer.json))
    set('Content-Type', problemLike(answer) ? 'application/problem+json' : 'application/json')
  } else if (answer.text !== undefined) {
    body = Buffer.from(answer.text)
    if (!base) set('Content-Type', 'application/json')
  } else if (answer.b64 !== undefined) {
    body = Buffer.from(answer.b64, 'base64')
    if (!base) set('Content-Type', 'application/json')
  }
  if (answer.encoding !== undefined) {
    body = encoders[answer.encoding](body)
    set('Content-Encoding', answer.encoding === 'deflate' ? 'deflate' : 'gzip')
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) set(name, value)
  return { status: answer.status ?? base?.status ?? 200, headers, body }
}

function problemLike(answer: Partial<Answer>): boolean {
  return (answer.status ?? 200) >= 400
}
