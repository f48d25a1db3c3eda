import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { formatApiKey, parseApiKey, publicIdBytes, secretBytes } from './api-key-format.ts'

test('a key has its five parts and is read back', () => {
  const { text, publicId } = formatApiKey(
    'live',
    randomBytes(publicIdBytes),
    randomBytes(secretBytes),
  )
  expect(text).toMatch(/^cox_live_[0-9A-Za-z]{11}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/)
  expect(parseApiKey(text)).toEqual({ environment: 'live', publicId })
})

test('a key with any one character changed is not a key', () => {
  const { text } = formatApiKey('test', randomBytes(publicIdBytes), randomBytes(secretBytes))
  for (let index = 0; index < text.length; index += 1) {
    const other = text[index] === 'a' ? 'b' : 'a'
    expect(parseApiKey(text.slice(0, index) + other + text.slice(index + 1))).toBeNull()
  }
})

test('the smallest and the largest bytes have the same length', () => {
  for (const byte of [0, 255]) {
    const { text } = formatApiKey('live', Buffer.alloc(8, byte), Buffer.alloc(32, byte))
    expect(parseApiKey(text)).not.toBeNull()
  }
})
