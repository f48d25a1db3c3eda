import { expect, test } from 'vitest'
import { cut, printable } from './printable.ts'

test('nothing that an agent writes can move the cursor or turn the text', () => {
  expect(printable('ok\x1b[2K\x1b[1Ahidden')).toBe('ok\\u{1b}[2K\\u{1b}[1Ahidden')
  expect(printable('a\u202egpj.exe')).toBe('a\\u{202e}gpj.exe')
  expect(printable('a\nb\tc')).toBe('a b c')
  expect(printable('größer 日本 🚣')).toBe('größer 日本 🚣')
})

test('a text is cut between characters', () => {
  expect(cut('🚣🚣🚣', 3)).toBe('🚣🚣🚣')
  expect(cut('🚣🚣🚣🚣', 3)).toBe('🚣🚣…')
})
