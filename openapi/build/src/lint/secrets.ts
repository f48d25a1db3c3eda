import type { Document, SecretPattern } from '../document.ts'
import { complaintsAbout } from './pattern.ts'

/** The patterns of secrets.yaml: portable, without surprises, and each as its examples say. */
export function lintSecrets(document: Document): string[] {
  const findings: string[] = []
  const patterns = Object.entries(document['x-secret-patterns'] ?? {})
  const marks = patterns.map(([name]) => `[redacted:${name}]`)
  if (patterns.length === 0) findings.push('secrets.yaml: has no pattern')
  for (const [name, pattern] of patterns) {
    const report = (what: string) => findings.push(`secrets.yaml ${name}: ${what}`)
    if (!/^[a-z][a-z0-9-]*$/.test(name)) report('name it in kebab-case')
    if (!pattern.title) report('has a title')
    const before = findings.length
    for (const part of ['before', 'secret', 'after'] as const) lintPart(part, pattern[part], report)
    if (!(pattern.hints?.length >= 1)) report('has `hints`')
    for (const hint of pattern.hints ?? []) lintHint(hint, marks, report)
    if (findings.length === before) lintExamples(name, pattern, report)
  }
  return findings
}

type Report = (what: string) => void

function lintPart(part: string, source: unknown, report: Report): void {
  if (typeof source !== 'string') {
    report(`has a \`${part}\`, be it empty`)
    return
  }
  for (const complaint of complaintsAbout(source)) report(`\`${part}\` ${complaint}`)
  const outside = source.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '')
  if (/[.$]/.test(outside)) report(`\`${part}\` has no \`.\` and no \`$\``)
}

/** JSON writes a hint as it is, and nothing that takes the place of a secret brings one about. */
function lintHint(hint: string, marks: readonly string[], report: Report): void {
  if (!/^[a-z0-9 _:/-]{3,}$/.test(hint)) report(`the hint "${hint}" is three plain letters or more`)
  if (marks.some((mark) => mark.includes(hint))) report(`the hint "${hint}" is in a mark`)
}

function lintExamples(name: string, pattern: SecretPattern, report: Report): void {
  const { before, secret, after, hints, matches, ignores } = pattern
  const form = new RegExp(`(${before})(?:${secret})(${after})`, 'gu')
  if (form.test('')) report('matches nothing at all')
  if (!(matches?.length >= 2) || !(ignores?.length >= 2)) {
    report('has at least two texts in `matches` and in `ignores`')
    return
  }
  const redact = (text: string) => text.replaceAll(form, `$1[redacted:${name}]$2`)
  for (const text of matches) {
    const redacted = redact(text)
    if (redacted === text) report(`misses ${text}`)
    if (!hints.some((hint) => text.toLowerCase().includes(hint))) report(`has no hint of ${text}`)
    if (redact(redacted) !== redacted) report(`finds a secret in ${redacted}`)
  }
  for (const text of ignores) if (redact(text) !== text) report(`takes ${text} for a secret`)
}
