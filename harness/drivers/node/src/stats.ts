import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

const sockets = new Set<Socket>()

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket }
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})

/** What the SDK holds of this process: open sockets, and timers or servers that keep it alive. */
export function readStats(): Record<string, number> {
  const kinds = ['Timeout', 'Immediate', 'TCPSERVERWRAP', 'TCPServerWrap', 'Worker']
  const handles = process.getActiveResourcesInfo().filter((kind) => kinds.includes(kind))
  return { sockets: sockets.size, handles: handles.length, tasks: 0, threads: 0 }
}
