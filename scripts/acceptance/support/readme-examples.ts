import { globSync, readFileSync } from 'node:fs'
import { codeBlocksOf } from '../../docs/markdown.ts'

export interface ReadmeExample {
  readonly where: string
  readonly language: 'ts' | 'python'
  readonly code: string
}

/** Every TypeScript and Python block of the READMEs; each is a program of its own. */
export function readmeExamples(): ReadmeExample[] {
  const files = ['README.md', ...globSync('packages/*/README.md').toSorted()]
  return files.flatMap((file) =>
    codeBlocksOf(readFileSync(file, 'utf8')).flatMap(({ language, code, line }) =>
      language === 'ts' || language === 'python'
        ? [{ where: `${file}:${line}`, language, code } as const]
        : [],
    ),
  )
}
