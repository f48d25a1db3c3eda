import { isUtf8 } from 'node:buffer'
import { expect, test } from 'vitest'
import { harnessPath } from '../../paths.ts'
import { drawVectors } from './draw-vectors.ts'

const vectors = drawVectors()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

test('the committed vectors are what the generator draws', async () => {
  await expect(drawVectors()).toMatchFileSnapshot(harnessPath('fuzz/vectors.ndjson'))
})

test.each(['retry-after', 'path', 'query'])('%s: some are taken and some are refused', (kind) => {
  const results = vectors
    .filter((vector) => vector.kind === kind)
    .map(({ wire, wait_ms }) => wire ?? wait_ms ?? null)
  expect(results.filter((result) => result === null).length).toBeGreaterThan(10)
  expect(results.filter((result) => result !== null).length).toBeGreaterThan(100)
})

test('streams have every line end, byte order marks, comments, NUL and a tail that is cut off', () => {
  const streams = vectors
    .filter(({ kind }) => kind === 'sse')
    .map(({ b64 }) => Buffer.from(b64, 'base64').toString())
  const features = [/[^\r]\n/, /\r[^\n]/, /\r\n/, /^\ufeff/, /[\r\n]: a comment/, /\0/, /cut off$/]
  for (const feature of features) {
    expect(streams.filter((text) => feature.test(text)).length, `${feature}`).toBeGreaterThan(10)
  }
})

test('some streams are no UTF-8, some only move the cursor, some set the time to reconnect', () => {
  const streams = vectors.filter(({ kind }) => kind === 'sse')
  const isBroken = ({ b64 }: { b64: string }) => !isUtf8(Buffer.from(b64, 'base64'))
  const movesOnly = ({ frames }: { frames: { data: string | null }[] }) =>
    frames.some(({ data }) => data === null)
  for (const is of [isBroken, movesOnly, ({ retry }: { retry: number | null }) => retry !== null]) {
    expect(streams.filter(is).length).toBeGreaterThan(20)
  }
})
