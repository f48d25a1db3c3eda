import { createServer } from '@coxswain/server'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const coxswain = await createServer({
  database: process.env.COXSWAIN_DATABASE_URL ?? 'sqlite::memory:',
  bootstrapToken: process.env.COXSWAIN_BOOTSTRAP_TOKEN,
})
coxswain.start()

const app = new Hono()
app.get('/', (context) => context.text('The app of its own'))
// `fetch` takes a Request and answers a Response: it mounts wherever those two are spoken.
app.mount('/coxswain', coxswain.fetch)

const options = {
  fetch: app.fetch,
  hostname: '127.0.0.1',
  port: Number(process.env.PORT ?? 3000),
}
const listener = serve(options, ({ port }) => console.log(`http://127.0.0.1:${port}`))

process.once('SIGTERM', async () => {
  await new Promise((resolve) => listener.close(resolve))
  await coxswain.stop()
})
