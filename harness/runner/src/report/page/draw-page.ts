import { createHash } from 'node:crypto'
import type { SubjectRun } from '../../run/run-all.ts'
import type { Report } from '../report.ts'
import { buildMatrix, chunkSize } from './build-matrix.ts'
import type { FeatureSources } from './features.ts'
import { gatherEvidence } from './gather-evidence.ts'
import { pack, toInlineJson } from './pack.ts'
import type { PageHead } from './page-data.ts'
import { bundleViewer } from './viewer-bundle.ts'

export interface PageInput extends FeatureSources {
  report: Report
  runs: readonly SubjectRun[]
  reasons: readonly string[]
  partial: boolean
}

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%230b6e5f'/%3E%3Cpath d='m4 8.4 2.7 2.7L12 5.3' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E"

/** `parity.html`: matrix and traces in one file, which asks for nothing else and may not. */
export async function drawPage(input: PageInput): Promise<string> {
  const { script, style } = await bundleViewer()
  const matrix = buildMatrix(input.report, input)
  const evidence = gatherEvidence(input.scenarios, matrix.columns, input.runs)
  const chunks = Array.from({ length: Math.ceil(evidence.length / chunkSize) }, (_, index) =>
    packed('evidence', index, evidence.slice(index * chunkSize, (index + 1) * chunkSize)),
  )
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Coxswain SDK parity</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<noscript>This page unpacks its matrix and its traces with a script of its own, which is switched off here. It loads nothing from elsewhere.</noscript>
${headOpening}${toInlineJson(headOf(input))}${closing}
${packed('matrix', 0, matrix)}
${chunks.join('\n')}
<script>${script}</script>
</body>
</html>
`
}

/** The page with one section of the report put in, when what it tells was run later. */
export function withSection(page: string, name: string, section: unknown): string {
  const start = page.indexOf(headOpening) + headOpening.length
  const end = page.indexOf(closing, start)
  if (start < headOpening.length || end < start) return page
  const head = JSON.parse(page.slice(start, end)) as PageHead
  const changed = { ...head, report: { ...head.report, [name]: section } }
  return page.slice(0, start) + toInlineJson(changed) + page.slice(end)
}

const headOpening = '<script type="application/json" id="head">'
const closing = '</script>'

function headOf({ report, artifact, partial, reasons }: PageInput): PageHead {
  const { cells: _, ...rest } = report
  return { report: { ...rest }, contract: artifact.info.version, partial, reasons }
}

function packed(name: string, index: number, value: unknown): string {
  return `<script type="text/plain" id="${name}-${index}">${pack(value)}${closing}`
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
