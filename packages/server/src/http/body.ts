import { CoxswainError } from '../coxswain-error.ts'

const nothing = new Uint8Array(0)

/** Reads a body of at most `limit` bytes. A longer one is refused as soon as that is known. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > limit) throw tooLarge(limit)
  // Whoever serves holds a body to its declared length, and read as a whole it needs no web stream.
  return length === null ? readStream(request, limit) : readWhole(request, limit)
}

async function readWhole(request: Request, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer().catch(brokenOff))
  if (bytes.byteLength > limit) throw tooLarge(limit)
  return bytes
}

async function readStream(request: Request, limit: number): Promise<Uint8Array> {
  if (request.body === null) return nothing
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(brokenOff)
    if (done) break
    size += value.byteLength
    if (size > limit) {
      await reader.cancel()
      throw tooLarge(limit)
    }
    chunks.push(value)
  }
  return chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks, size)
}

/** Refuses a body that is not JSON by its own word. */
export function checkMediaType(request: Request): void {
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw unsupported(`the body must have no content encoding, not \`${encoding}\``)
  }
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase())
  const accepted =
    request.method === 'PATCH'
      ? ['application/json', 'application/merge-patch+json']
      : ['application/json']
  if (!accepted.includes(type)) {
    throw unsupported(`send \`Content-Type: ${accepted.join('` or `')}\``)
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) {
    throw unsupported('the body must be in UTF-8')
  }
}

/** The caller has gone, or broke the framing: what failed is the request, not the server. */
function brokenOff(cause: unknown): never {
  throw new CoxswainError('malformed_json', { detail: 'the body broke off', cause })
}

function tooLarge(limit: number): CoxswainError {
  return new CoxswainError('payload_too_large', { detail: `the body exceeds ${limit} bytes` })
}

function unsupported(detail: string): CoxswainError {
  return new CoxswainError('unsupported_media_type', { detail })
}
