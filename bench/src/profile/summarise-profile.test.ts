import { expect, test } from 'vitest'
import { summariseProfile } from './summarise-profile.ts'

const frame = (id: number, functionName: string, url = '') => ({
  id,
  callFrame: { functionName, url, lineNumber: 1 },
})

test('time is summed by function, idling is none of it, the longest comes first', () => {
  const profile = {
    nodes: [frame(1, '(idle)'), frame(2, 'parse', 'file:///a/json.ts'), frame(3, '', 'node:http')],
    samples: [1, 2, 3, 2],
    timeDeltas: [1000, 20, 40, 40],
  }
  const place = (url: string) => url.slice(url.lastIndexOf('/') + 1)
  expect(summariseProfile(profile, place, 5)).toEqual([
    { name: 'parse json.ts', share: 0.6 },
    { name: '(anonymous) node:http', share: 0.4 },
  ])
  expect(summariseProfile(profile, place, 1)).toHaveLength(1)
})
