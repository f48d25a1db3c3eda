import { globSync, readFileSync } from 'node:fs'
import { codeBlocksOf } from '../../docs/markdown.ts'

export interface ReadmeExample {
  readonly file: string
  readonly line: number
  /** File and line. */
  readonly where: string
  readonly language: 'ts' | 'python'
  readonly code: string
  /** Runs until it is stopped, and prints where it listens. */
  readonly serves: boolean
}

/** Every TypeScript and Python block of the READMEs and guides; each is a program of its own. */
export function readmeExamples(): ReadmeExample[] {
  const files = ['README.md', ...globSync('{packages/*/README,docs/guides/*}.md').toSorted()]
  return files.flatMap((file) =>
    codeBlocksOf(readFileSync(file, 'utf8')).flatMap(({ language, code, line }) => {
      if (language !== 'ts' && language !== 'python') return []
      const where = `${file}:${line}`
      // The port of the documents may be taken on this machine.
      const free = code.replace('port: 4747', 'port: 0')
      return [{ file, line, where, language, code: free, serves: free !== code } as const]
    }),
  )
}
