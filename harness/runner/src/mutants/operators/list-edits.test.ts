import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyChange, type Edit } from './change.ts'
import { listPythonEdits } from './list-changes.ts'

const texts = {
  conditions: 'if a:\n    b = c if not d else e\nwhile f is None:\n    pass\n',
  comparisons: 'x = 0 < a <= b\ny = "é" in c and d or e\n',
  literals: 'x = {"a": 5, b: b"c", 6: "d", **e["f"]}\ny = g[7], True\n',
  statements: `class A:
    def __init__(self, b):
        super().__init__()
        self.b = b
        b()

    async def c(self):
        for d in self.b:
            if d:
                continue
            raise e
        self.b = None
        self.f += self.b
        await g()
        return
`,
  prose: `"""A module."""
from typing import TYPE_CHECKING, Literal
if TYPE_CHECKING:
    h = 1
__all__ = ["a"]
__all__ += ["b"]
Kind = Literal["c", "d"]
T = typing.TypeVar("T", default="U")
i: "str" = j
def k(l: Literal["m"]) -> "str":
    """A function."""
    return cast("str", ValueError(f"too {l} much", "n"))
`,
}

let folder: string
let edits: Map<string, Edit[]>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edits-'))
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, `${name}.py`), text)
  edits = listPythonEdits(Object.keys(texts).map((name) => join(folder, `${name}.py`)))
})

afterAll(() => rmSync(folder, { recursive: true }))

function editsOf(name: keyof typeof texts): Edit[] {
  return edits.get(join(folder, `${name}.py`)) ?? []
}

function changed(name: keyof typeof texts): string[] {
  return editsOf(name).map((edit) => applyChange(texts[name], edit))
}

test('conditions are negated, each once', () => {
  const text = texts.conditions
  expect(changed('conditions')).toEqual([
    text.replace('if a:', 'if (not (a)):'),
    text.replace('not d', '(d)'),
    text.replace('f is None', '((f) is not (None))'),
  ])
})

test('comparisons and the words between conditions are swapped, behind any letter', () => {
  const text = texts.comparisons
  expect(changed('comparisons').slice(0, 3)).toEqual([
    text.replace('0 < a <= b', '((0) <= (a) <= (b))'),
    text.replace('0 < a <= b', '((0) < (a) < (b))'),
    text.replace('0 <', '(0 + 1) <'),
  ])
  expect(changed('comparisons').slice(3)).toEqual([
    text.replace('"é" in c and d or e', '(("é" in c and d) and (e))'),
    text.replace('"é" in c and d', '(("é" in c) or (d))'),
    text.replace('"é" in c', '(("é") not in (c))'),
    text.replace('"é"', "'é~'"),
  ])
})

test('numbers, texts, bytes and truths are changed, names of members are not', () => {
  const text = texts.literals
  expect(changed('literals').sort()).toEqual(
    [
      text.replace('5', '(5 + 1)'),
      text.replace('b"c"', "b'c~'"),
      text.replace('6', '(6 + 1)'),
      text.replace('"d"', "'d~'"),
      text.replace('7', '(7 + 1)'),
      text.replace('True', 'False'),
    ].sort(),
  )
})

test('statements are left out, but for the fields that a new object is given', () => {
  const text = texts.statements
  const shorter = changed('statements').filter((one) => one.includes('pass'))
  expect(shorter).toEqual([
    text.replace('        b()', '        pass'),
    text.replace('continue', 'pass'),
    text.replace('raise e', 'pass'),
    text.replace('self.b = None', 'pass'),
    text.replace('self.f += self.b', 'pass'),
    text.replace('await g()', 'pass'),
    text.replace('return', 'pass'),
  ])
})

test('types, names, documentation and what errors say to people stay', () => {
  expect(changed('prose')).toEqual([])
})

test('an edit says in which function it is', () => {
  expect(new Set(editsOf('statements').map(({ within }) => within))).toEqual(
    new Set(['A.__init__', 'A.c']),
  )
})
