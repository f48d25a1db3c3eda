// The server, with its database in the file that is the argument.
import { listen } from '@coxswain/server/node'
import { answer } from '../process/answer.ts'
import { openOrg } from './open-org.ts'

const { server, apiKey } = await openOrg(`sqlite:${process.argv[2]}`)
const listener = await listen(server, { port: 0 })

await answer({
  open: () => ({ port: listener.port, path: '/api/v1/actions', apiKey }),
  cpu: () => process.cpuUsage(),
})
await listener.close()
await server.stop()
