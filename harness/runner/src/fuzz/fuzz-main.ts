import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { writeSection } from '../mutants/report-section.ts'
import { harnessPath } from '../paths.ts'
import { Progress } from '../report/progress.ts'
import { Lane } from '../run/lane.ts'
import { createStage } from '../run/stage.ts'
import { ReferenceServer } from '../server/reference-server.ts'
import { subjects } from '../subject/subjects.ts'
import { drawDistribution } from './draw-distribution.ts'
import { type FuzzOutcome, fuzz } from './fuzz.ts'
import { type FuzzOptions, readFuzzOptions, usage } from './options.ts'
import { folderOfShrunk } from './shrunk.ts'

/** Do all subjects answer drawn sequences alike? Returns the exit code. */
export async function mainOfFuzz(args: readonly string[]): Promise<number> {
  const options = readFuzzOptions(args)
  if (!options) return print(usage)
  const startedAt = performance.now()
  const { report, reasons } = await runFuzz(options)
  writeSection(harnessPath('out/report.json'), 'fuzz', report)
  mkdirSync(folderOfShrunk, { recursive: true })
  writeFileSync(join(folderOfShrunk, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  for (const reason of reasons) print(`✗ ${reason}`)
  print(drawDistribution(report, (performance.now() - startedAt) / 1000))
  return reasons.length === 0 ? 0 : 1
}

/** On a server and with drivers of its own. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const artifact = readArtifact()
  const server = await ReferenceServer.start(() => undefined)
  const stage = createStage(artifact, readOperations(artifact), server)
  const players = subjects().map((subject) => ({
    subject: subject.id,
    lane: new Lane(subject, () => undefined),
  }))
  const progress = new Progress(options.sequences, process.stderr)
  const step = (passed: boolean) => options.progress && progress.step(passed)
  try {
    await Promise.all(players.map(({ lane }) => lane.driver()))
    return await fuzz({ ...options, artifact, stage, players, onSequence: step })
  } finally {
    if (options.progress) progress.end()
    await Promise.all(players.map(({ lane }) => lane.close()))
    await server.stop()
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
