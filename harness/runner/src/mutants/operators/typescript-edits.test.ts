import { expect, test } from 'vitest'
import { applyChange } from './change.ts'
import { listTypeScriptEdits } from './typescript-edits.ts'

/** Every text that comes of one edit. */
function changed(text: string): string[] {
  return listTypeScriptEdits('f.ts', text).map((edit) => applyChange(text, edit))
}

test('conditions are negated, each once', () => {
  const text = 'if (a) b = c ? 1 : 1\nwhile (!d) e\n'
  expect(changed(text)).toEqual(
    expect.arrayContaining([
      text.replace('(a)', '(!(a))'),
      text.replace('c ?', '!(c) ?'),
      text.replace('!d', '(d)'),
    ]),
  )
  expect(changed('if (a === b) c\n')).toEqual(['if (a !== b) c\n', 'if (a === b) ;\n'])
})

test('comparisons and the words between conditions are swapped', () => {
  const places = ['a < b', 'a <= b', 'a > b', 'a >= b', 'a && b', 'a || b', 'a === b', 'a !== b']
  const texts = places.map((place) => `const x = ${place}\n`)
  expect(texts.flatMap(changed)).toEqual(
    ['a <= b', 'a < b', 'a >= b', 'a > b', 'a || b', 'a && b', 'a !== b', 'a === b'].map(
      (place) => `const x = ${place}\n`,
    ),
  )
})

test('numbers, texts and truths are changed, names of members are not', () => {
  expect(changed("const x = { 200: 5, 'b-c': 'd', e: true }\n")).toEqual([
    "const x = { 200: (5 + 1), 'b-c': 'd', e: true }\n",
    'const x = { 200: 5, \'b-c\': "d~", e: true }\n',
    "const x = { 200: 5, 'b-c': 'd', e: false }\n",
  ])
})

test('statements are left out, but for the fields that a new object is given', () => {
  const text = `class A {
  constructor(b) {
    super()
    this.b = b
    b()
  }
  c() {
    for (;;) {
      if (d) continue
      throw e
    }
    return
  }
}
`
  const shorter = changed(text).filter((one) => !one.includes('!(d)'))
  expect(shorter).toEqual([
    text.replace('    b()\n', '    ;\n'),
    text.replace('continue', ';'),
    text.replace('throw e', ';'),
    text.replace('return', ';'),
  ])
})

test('types, imports and what errors say to people stay', () => {
  const text = `import { a } from 'a'
interface B { c: 'd' | 5 }
const e: 'f' = g as 'h'
const i = new TypeError('too much')
`
  expect(changed(text)).toEqual([])
})

test('an edit says in which function it is', () => {
  const text = `const a = 1
function b() { const c = () => 2 }
class D { get e() { return 3 } }
`
  expect(listTypeScriptEdits('f.ts', text).map(({ within }) => within)).toEqual(['', 'b.c', 'D.e'])
})
