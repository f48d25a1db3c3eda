import { createServer } from '@coxswain/server'
import { expressHandler } from '@coxswain/server/express'
import express from 'express'

const coxswain = await createServer({
  database: process.env.COXSWAIN_DATABASE_URL ?? 'sqlite::memory:',
  bootstrapToken: process.env.COXSWAIN_BOOTSTRAP_TOKEN,
})
coxswain.start()

const app = express()
app.get('/', (_request, response) => void response.send('The app of its own'))
// Before any body parser: Coxswain reads the bytes itself.
app.use('/coxswain', expressHandler(coxswain))

const listener = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : address
  console.log(`http://127.0.0.1:${port}`)
})

process.once('SIGTERM', async () => {
  await new Promise((resolve) => listener.close(resolve))
  await coxswain.stop()
})
