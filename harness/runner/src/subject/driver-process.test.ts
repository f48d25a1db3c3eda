import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { DriverFailure, DriverProcess, NotImplemented } from './driver-process.ts'

const script = join(import.meta.dirname, '../testing/fake-driver.ts')

function start(mode: string, silenceMs = 5000): Promise<DriverProcess> {
  return DriverProcess.start({ command: process.execPath, args: [script, mode] }, { silenceMs })
}

test('answers find their requests, whatever their order', async () => {
  const driver = await start('answers')
  expect(driver.hello.sdk).toBe('fake')
  const [first, second] = await Promise.all([driver.send('stats', {}), driver.send('stats', {})])
  expect(second.sockets).toBe(first.sockets + 1)
  await driver.shutdown()
  expect(driver.alive).toBe(false)
})

test('a driver that introduces itself badly is ended', async () => {
  const words: string[] = []
  const command = { command: process.execPath, args: [script, 'stranger'] }
  const start = DriverProcess.start(command, { onStderr: (line) => words.push(line) })
  await expect(start).rejects.toThrow('hello: the driver answered against the protocol')
  await vi.waitFor(() => expect(() => process.kill(Number(words[0]), 0)).toThrow('ESRCH'))
})

test('silence kills the driver', async () => {
  const driver = await start('silent', 150)
  await expect(driver.send('stats', {})).rejects.toThrow('not answered within 150 ms')
  expect(driver.alive).toBe(false)
  await expect(driver.send('stats', {})).rejects.toBeInstanceOf(DriverFailure)
  await driver.shutdown()
})

test('a print on stdout is a broken protocol', async () => {
  const driver = await start('chatty')
  await expect(driver.send('stats', {})).rejects.toThrow('stdout belongs to the protocol')
  await driver.shutdown()
})

test('a driver that dies fails what it was asked', async () => {
  const driver = await start('dies')
  await expect(driver.send('stats', {})).rejects.toThrow('the driver ended (3)')
  await driver.shutdown()
})

test('a driver says what its SDK lacks, and lives on', async () => {
  const driver = await start('lacks')
  const opening = {
    call_id: 'c',
    client: 'main',
    operation: 'events.stream',
    query: {},
    options: {},
  }
  const refusal = driver.send('stream.open', opening)
  await expect(refusal).rejects.toBeInstanceOf(NotImplemented)
  await expect(refusal).rejects.toThrow('stream.open: the SDK has none')
  expect(await driver.send('stats', {})).toMatchObject({ sockets: 0 })
  await driver.shutdown()
})

test('an answer against the protocol is refused', async () => {
  const driver = await start('liar')
  await expect(driver.send('stats', {})).rejects.toThrow('against the protocol')
  await driver.shutdown()
})

test('a question against the protocol is the runner’s own mistake', async () => {
  const driver = await start('answers')
  expect(() => driver.send('abort', {} as never)).toThrow('the runner asked against the protocol')
  await driver.shutdown()
})

test('what a driver tells unasked is kept by call', async () => {
  const driver = await start('tells')
  await driver.send('stats', {})
  expect(driver.invocations.of('c1', 'run')).toMatchObject([{ callback: 'run', act: {} }])
  expect(driver.invocations.of('c1', 'on_waiting')).toEqual([])
  driver.invocations.forget('c1')
  expect(driver.invocations.of('c1')).toEqual([])
  await driver.shutdown()
})

test('telling against the protocol kills the driver', async () => {
  const driver = await start('babbles')
  await expect(driver.send('stats', {})).rejects.toThrow('the driver told against the protocol')
  await driver.shutdown()
})
