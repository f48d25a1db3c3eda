import { Lane } from '../run/lane.ts'
import type { Stage } from '../run/stage.ts'
import { type Subject, subjects } from '../subject/subjects.ts'
import { OverlayFolder } from './overlaid.ts'
import type { Workshop } from './try-mutant.ts'
import { Unmutated } from './unmutated.ts'

/** Does each piece of work in one of several workshops that share the unmutated server. */
export async function inWorkshops<Work, Result>(
  stage: Stage,
  lanes: number,
  works: readonly Work[],
  perform: (workshop: Workshop, work: Work) => Promise<Result>,
  onDone: (result: Result) => void,
): Promise<Result[]> {
  const overlays = new OverlayFolder()
  const unmutated = new Unmutated(stage)
  const queue = works.map((work, index) => ({ work, index }))
  const results: Result[] = []
  const serve = async (subject: Subject) => {
    const lane = new Lane(subject, () => undefined)
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const result = await perform({ stage, unmutated, overlays, lane }, next.work)
        results[next.index] = result
        onDone(result)
      }
    } finally {
      await lane.close()
    }
  }
  const [node] = subjects()
  if (!node) throw new Error('there is no subject to run in')
  try {
    await Promise.all(Array.from({ length: lanes }, () => serve(node)))
    return results
  } finally {
    await unmutated.close()
    overlays.remove()
  }
}
