import { expect, test } from 'vitest'
import { anchorsOf, codeBlocksOf, headerOf, linksOf } from './markdown.ts'

const text = `---
owner: docs
last-verified: 2026-11-21
---

# Two words, \`code\`

See [there](./there.md#a-b) and ![a picture](p.png "title"), not \`[this](x)\`.

\`\`\`ts
const link = '[no](link)'
# no heading
\`\`\`

## Again
## Again
`

test('links are found outside of code only', () => {
  expect(linksOf(text)).toEqual([
    { target: './there.md#a-b', line: 8 },
    { target: 'p.png', line: 8 },
  ])
})

test('headings become anchors and repeated ones are numbered', () => {
  expect([...anchorsOf(text)]).toEqual(['two-words-code', 'again', 'again-1'])
})

test('code blocks keep their language, text and line', () => {
  expect(codeBlocksOf(text)).toEqual([
    { language: 'ts', line: 10, code: "const link = '[no](link)'\n# no heading\n" },
  ])
})

test('the header is read as fields', () => {
  expect(headerOf(text)?.get('last-verified')).toBe('2026-11-21')
  expect(headerOf('# no header\n')).toBeUndefined()
})
