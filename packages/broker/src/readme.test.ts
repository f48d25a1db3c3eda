import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')
const [alone = '', behind = ''] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)

/** Runs code as a program of someone who has the package installed. */
async function run(code: string): Promise<string> {
  const args = ['--input-type=module-typescript', '--eval', code]
  return (await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 20_000 })).stdout
}

test('the first example of the README resumes', async () => {
  expect(alone.trimEnd().split('\n').length).toBeLessThanOrEqual(15)
  expect(await run(alone)).toBe('org.updated 2\n')
})

test('the second example follows a log', async () => {
  const code = `${behind}
    import { MemoryLog } from '@coxswain/broker/testing'
    const log = new MemoryLog()
    const { broker, onCommit } = await follow(log)
    const subscription = broker.subscribe('org_1', { after: log.idAt('org_1', 0), source: log })
    log.append('org_1')
    onCommit('org_1')
    console.log((await subscription.next()).value.seq)
    await broker.close()
  `
  expect(await run(code)).toBe('1\n')
})
