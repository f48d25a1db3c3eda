// Serves one database until it is killed, or until its stdin ends: `node serve.ts <database> [fault]`.
// Prints its port as the first line.
import { listen } from '@coxswain/server/node'
import { isFault } from '../faults/fault.ts'
import { openSubject } from '../faults/open-subject.ts'

const [database = '', name = ''] = process.argv.slice(2)
const { server } = await openSubject({ database }, isFault(name) ? name : null)
const listener = await listen(server, { port: 0 })
console.log(listener.port)

process.stdin.on('end', async () => {
  await server.drain()
  await listener.close()
  await server.stop()
  process.exit(0)
})
process.stdin.resume()
