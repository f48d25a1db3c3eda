import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namedPath } from './named-path.ts'
import { NamedPaths } from './named-paths.ts'
import { parsePath } from './path-pattern.ts'
import { ProtectedPath } from './protected-path.ts'

const part = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '**', '?b', '{a,b}')
const path = fc
  .tuple(fc.constantFrom('/', '', '~/'), fc.array(part, { maxLength: 4 }))
  .map(([start, parts]) => start + parts.join('/'))
const named = fc.tuple(path, fc.boolean()).map(([text, folder]) => {
  return parsePath(text).map((pattern) => namedPath(pattern, folder))
})
const glob = fc
  .tuple(
    fc.constantFrom('/', ''),
    fc.array(fc.constantFrom('a', 'b', '*', 'a*', '**'), { minLength: 1, maxLength: 4 }),
  )
  .map(([start, parts]) => start + parts.join('/'))

test('looking among many paths finds what looking at each one finds', () => {
  fc.assert(
    fc.property(glob, fc.array(named, { maxLength: 6 }), (glob, many) => {
      const all = many.flat()
      const protectedPath = new ProtectedPath(glob)
      const one = all.some((path) => protectedPath.find(new NamedPaths([path])) !== null)
      expect(protectedPath.find(new NamedPaths(all)) !== null).toBe(one)
    }),
    { numRuns: 1000 },
  )
})
