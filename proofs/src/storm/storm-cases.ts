import type { Random } from '../random.ts'
import { judgeTwins } from './judge-twins.ts'
import { createStorm } from './storm.ts'
import type { StormStage } from './storm-stage.ts'

interface Weather {
  readonly stage: StormStage
  readonly twins: number
  readonly random: Random
}

/** What happens to a storm, by the name of the key that it is sent with. */
type StormCase = (name: string, weather: Weather) => Promise<string[]>

/** All of them ask for the same. */
const alike: StormCase = async (name, { stage, twins, random }) => {
  const answers = await createStorm(name, random).sendAll(stage.api, twins)
  return judgeTwins(answers, { fresh: 1, replayed: twins - 1 })
}

/** Some of them ask for something else. Who is first is right; the others are told that they are not. */
const different: StormCase = async (name, { stage, twins, random }) => {
  const storm = createStorm(name, random)
  const variants = Array.from({ length: twins }, () => random.below(3))
  const answers = await storm.sendAll(stage.api, twins, (number) => variants[number] ?? 0)
  const winner = variants[answers.findIndex(({ status }) => status === 201)]
  const alike = variants.filter((variant) => variant === winner).length
  const refused = { idempotency_mismatch: twins - alike }
  return judgeTwins(answers, { fresh: 1, replayed: alike - 1, refused })
}

/** The first ones fail with nothing kept, so a later one does the work. */
const failing: StormCase = async (name, { stage, twins, random }) => {
  const failures = 1 + random.below(5)
  stage.fail(name, failures)
  const answers = await createStorm(name, random).sendAll(stage.api, twins)
  const refused = { internal_error: failures }
  return judgeTwins(answers, { fresh: 1, replayed: twins - 1 - failures, refused })
}

export const stormCases: Readonly<Record<string, StormCase>> = { alike, different, failing }

/** Twins that must not wait as long as the first one takes. The stage's wait must be short. */
export const impatient: StormCase = async (name, { stage, twins, random }) => {
  const storm = createStorm(name, random)
  const hold = stage.hold(name)
  const first = storm.send(stage.api)
  await hold.entered
  const early = await storm.sendAll(stage.api, twins)
  hold.release()
  const late = await storm.sendAll(stage.api, twins)
  return [
    ...judgeTwins(early, { fresh: 0, replayed: 0, refused: { idempotency_in_progress: twins } }),
    ...judgeTwins([await first, ...late], {
      fresh: 1,
      refused: { idempotency_in_progress: 'any' },
    }),
    ...judgeTwins([await storm.send(stage.api)], { fresh: 0, replayed: 1 }),
  ]
}
