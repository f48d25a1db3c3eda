import { expect, test } from 'vitest'
import { Progress } from './progress.ts'

function run(isTTY: boolean, total: number): string[] {
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) }
  const progress = new Progress(total, stream as unknown as NodeJS.WriteStream)
  for (let step = 1; step <= total; step += 1) progress.step(step !== 2)
  progress.end()
  return written
}

test('on a terminal the bar is drawn in place and wiped', () => {
  const written = run(true, 20)
  expect(written).toHaveLength(21)
  expect(written.every((text) => text.startsWith('\r'))).toBe(true)
  expect(written[19]).toContain('20/20 · 1 failed')
})

test('elsewhere there is a line per tenth', () => {
  const written = run(false, 20)
  expect(written).toHaveLength(10)
  expect(written[9]).toMatch(/\] 20\/20 · 1 failed\n$/)
})
