import type { Readable } from 'node:stream'

/**
 * Calls back for each line. Only LF ends one: `readline` would also split at U+2028 and U+2029, which
 * JSON leaves unescaped.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}
