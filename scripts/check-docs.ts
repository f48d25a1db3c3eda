// Links lead somewhere, and every hand-written document says who owns it, when it was last held
// against the code, and whether it is where the truth is kept.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { anchorsOf, headerOf, linksOf } from './docs/markdown.ts'

const generated = new Set(
  [
    'api-reference',
    'api-inventory',
    'mutants',
    'operators',
    'risk',
    'sdk-behaviour',
    'sdk-parity',
    'states',
  ].map((name) => `docs/${name}.md`),
)

const problems: string[] = []
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(file))

let links = 0
for (const file of files) {
  const text = readFileSync(file, 'utf8')
  for (const { target, line } of linksOf(text)) {
    links += 1
    const problem = checkLink(file, target)
    if (problem !== undefined) problems.push(`${file}:${line}: ${target} ${problem}`)
  }
  if (file.startsWith('docs/') && !generated.has(file)) {
    problems.push(...checkHeader(text).map((problem) => `${file}: ${problem}`))
  }
}

for (const problem of problems) console.error(problem)
console.log(`${files.length} documents, ${links} links, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1

function checkLink(file: string, target: string): string | undefined {
  if (/^(https?|mailto):/.test(target)) return undefined
  const [path = '', anchor] = target.split('#')
  const at = path === '' ? file : relative('.', join(dirname(file), decodeURIComponent(path)))
  if (!existsSync(at)) return 'does not exist'
  if (anchor === undefined || statSync(at).isDirectory() || !at.endsWith('.md')) return undefined
  return anchorsOf(readFileSync(at, 'utf8')).has(anchor) ? undefined : 'has no such heading'
}

function checkHeader(text: string): string[] {
  const header = headerOf(text)
  if (header === undefined) return ['has no header (source-of-truth, owner, last-verified)']
  const found: string[] = []
  if (!/^(true|false)$/.test(header.get('source-of-truth') ?? '')) {
    found.push('source-of-truth must be true or false')
  }
  if ((header.get('owner') ?? '') === '') found.push('owner is missing')
  const verified = header.get('last-verified') ?? ''
  const date = new Date(`${verified}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(verified) || Number.isNaN(date.getTime())) {
    found.push('last-verified must be a date (YYYY-MM-DD)')
  }
  return found
}
