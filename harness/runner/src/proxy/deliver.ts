import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type DownstreamEnd, type RecordedResponse, withHeader } from './recording.ts'
import type { Delivery } from './rule.ts'

/** Statuses whose answers have no body and no length. */
const bodiless = (status: number) => status === 204 || status === 304

/** Writes an answer to the SDK, as well or as badly as the rule says. */
export async function deliver(
  outgoing: ServerResponse,
  response: RecordedResponse,
  delivery: Delivery,
): Promise<DownstreamEnd> {
  const socket = outgoing.socket
  if (!socket || socket.destroyed) return 'closed_by_client'
  if (delivery.delay_ms) await pause(delivery.delay_ms, socket)
  if (socket.destroyed) return 'closed_by_client'
  if (delivery.cut_head) return cutHead(socket, response, delivery.cut_head)
  const cut =
    delivery.stall_after_bytes ?? delivery.truncate_after_bytes ?? delivery.reset_after_bytes
  const byHand =
    cut !== undefined || delivery.bad_chunking || delivery.split_bytes || delivery.drip_ms
  if (!byHand) return deliverWell(outgoing, response, delivery.close_after ?? false)
  socket.setNoDelay(true)
  if (delivery.bad_chunking) {
    socket.write(head(response, 'chunked'))
    socket.end('zz\r\nnot a chunk\r\n')
    return 'cut'
  }
  if (cut === undefined) return deliverInPieces(socket, response, delivery)
  socket.write(Buffer.concat([head(response), response.body.subarray(0, cut)]))
  if (delivery.stall_after_bytes !== undefined) {
    await new Promise((resolve) => socket.once('close', resolve))
    return 'closed_by_client'
  }
  // Give the first part time to be read, so that every SDK sees it before the end.
  await pause(5, socket)
  if (delivery.reset_after_bytes !== undefined) socket.resetAndDestroy()
  else socket.end()
  return delivery.reset_after_bytes !== undefined ? 'reset' : 'cut'
}

/** As little as can be sent: an answer of any kind has that much. */
async function cutHead(
  socket: Socket,
  response: RecordedResponse,
  how: 'reset' | 'stall',
): Promise<DownstreamEnd> {
  socket.write(head(response).subarray(0, 'HTTP/1.1'.length))
  if (how === 'stall') {
    await new Promise((resolve) => socket.once('close', resolve))
    return 'closed_by_client'
  }
  await pause(5, socket)
  socket.resetAndDestroy()
  return 'reset'
}

function deliverWell(
  outgoing: ServerResponse,
  { status, headers, body }: RecordedResponse,
  close: boolean,
): Promise<DownstreamEnd> {
  outgoing.sendDate = false
  let list = withHeader(headers, 'transfer-encoding', null)
  list = withHeader(list, 'content-length', bodiless(status) ? null : String(body.length))
  const socket = outgoing.socket
  outgoing.writeHead(status, list.flat())
  return new Promise((resolve) => {
    outgoing.once('close', () => {
      if (close) socket?.end()
      resolve(outgoing.writableFinished ? 'answered' : 'closed_by_client')
    })
    outgoing.end(bodiless(status) ? undefined : body)
  })
}

async function deliverInPieces(
  socket: Socket,
  response: RecordedResponse,
  { split_bytes = 1, drip_ms }: Delivery,
): Promise<DownstreamEnd> {
  const bytes = Buffer.concat([head(response), response.body])
  const headLength = bytes.length - response.body.length
  // A dripping answer shows its head at once: it is the body that never seems to end.
  let sent = drip_ms === undefined ? 0 : headLength
  if (sent > 0) socket.write(bytes.subarray(0, sent))
  while (sent < bytes.length && !socket.destroyed) {
    socket.write(bytes.subarray(sent, sent + split_bytes))
    sent += split_bytes
    if (sent >= bytes.length) break
    await (drip_ms === undefined
      ? new Promise((resolve) => setImmediate(resolve))
      : pause(drip_ms, socket))
  }
  if (sent < bytes.length) return 'closed_by_client'
  socket.end()
  return 'answered'
}

function head(response: RecordedResponse, transfer?: 'chunked'): Buffer {
  let headers = withHeader(response.headers, 'transfer-encoding', transfer ?? null)
  const length = transfer || bodiless(response.status) ? null : String(response.body.length)
  headers = withHeader(headers, 'content-length', length)
  headers = withHeader(headers, 'connection', 'close')
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const reason = STATUS_CODES[response.status] ?? 'Status'
  return Buffer.from(`HTTP/1.1 ${response.status} ${reason}\r\n${lines}\r\n`, 'latin1')
}

/** Waits in real time, but not longer than the connection lives. */
function pause(ms: number, socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      socket.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    socket.once('close', done)
  })
}
