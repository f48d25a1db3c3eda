// Files stay short enough to be read in one go: half of them within 120 lines, nine in ten within
// 300, none beyond 500. Generated files and pure tables are left out.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

interface SizeRule {
  readonly share: number
  readonly lines: number
}

const rules: readonly SizeRule[] = [
  { share: 0.5, lines: 120 },
  { share: 0.9, lines: 300 },
  { share: 1, lines: 500 },
]

const groups = {
  TypeScript: /\.(ts|mjs)$/,
  Python: /\.py$/,
}

/** One row per fact and no logic: length is no burden there. */
const tables = new Set<string>([])

const generated = /(^|\/)(gen|_gen|out)\//

function handWritten(pattern: RegExp): { path: string; lines: number }[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  return listed
    .split('\n')
    .filter((path) => pattern.test(path) && !generated.test(path) && !tables.has(path))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines)
}

let broken = false
for (const [language, pattern] of Object.entries(groups)) {
  const files = handWritten(pattern)
  if (files.length === 0) continue
  const sizes: string[] = []
  for (const { share, lines } of rules) {
    const at = Math.ceil(files.length * share) - 1
    const size = files[at]?.lines ?? 0
    sizes.push(`${share === 1 ? 'longest' : `${share * 100} %`} ${size}/${lines}`)
    if (size <= lines) continue
    broken = true
    console.error(`${language}: ${share * 100} % of the files must have at most ${lines} lines:`)
    const offenders = files.filter((file) => file.lines > lines).slice(-12)
    for (const file of offenders.toReversed()) console.error(`  ${file.lines}  ${file.path}`)
  }
  console.log(`${language}: ${files.length} files, ${sizes.join(', ')}`)
}
process.exitCode = broken ? 1 : 0
