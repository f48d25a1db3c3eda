import { Chance } from '../chance.ts'
import { drawPathVector, drawQueryVector } from './encoding-vectors.ts'
import { drawNoiseVector } from './noise-vectors.ts'
import { drawRetryAfterVector } from './retry-after-vectors.ts'
import { drawSseVector } from './sse-vectors.ts'

const seed = 20_261_121
const kinds = [
  drawSseVector,
  drawNoiseVector,
  drawRetryAfterVector,
  drawPathVector,
  drawQueryVector,
]
const each = 250

/** `harness/fuzz/vectors.ndjson`: what both packages' tests read, one vector a line. */
export function drawVectors(): string {
  const chance = new Chance(seed)
  const lines = kinds.flatMap((draw) => Array.from({ length: each }, () => draw(chance)))
  return lines.map((vector) => `${toAscii(JSON.stringify(vector))}\n`).join('')
}

/** No editor and no tool that normalises text may change a vector. */
function toAscii(json: string): string {
  return json.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
