// A server that always gives the same answers, as fast as Node can.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from '../process/answer.ts'
import { answers } from './calls.ts'

const bodies = {
  GET: Buffer.from(JSON.stringify(answers.get)),
  POST: Buffer.from(JSON.stringify(answers.create)),
}
const server = createServer((request, response) => {
  const body = request.method === 'GET' ? bodies.GET : bodies.POST
  request.resume().on('end', () => {
    response.writeHead(request.method === 'GET' ? 200 : 201, {
      'content-type': 'application/json',
      'content-length': body.byteLength,
    })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

await answer({ open: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
server.close()
server.closeAllConnections()
