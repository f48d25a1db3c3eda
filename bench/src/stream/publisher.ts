import { setTimeout as pause } from 'node:timers/promises'
import { answer } from '../process/answer.ts'

/** What every event carries: when it was published, and text to make it as long as real ones are. */
export interface Tick {
  /** Microseconds of the machine's monotonic clock, which all processes share. */
  readonly at: number
  readonly note: string
}

export interface Publisher {
  readonly port: number
  readonly path: string
  readonly apiKey: string
  publish(tick: Tick): Promise<void>
}

interface Publish {
  readonly events: number
  /** 0: the next one as soon as the last one is out of the publisher's hands. */
  readonly everyMs: number
}

const note = 'x'.repeat(200)

export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

/** Lets a process be told to publish, and tells what that cost it. */
export async function servePublisher({ publish, ...open }: Publisher): Promise<void> {
  await answer({
    open: () => open,
    async publish({ events, everyMs }: Publish) {
      for (let number = 0; number < events; number += 1) {
        await publish({ at: microseconds(), note })
        if (everyMs > 0) await pause(everyMs)
      }
    },
    cpu: () => process.cpuUsage(),
  })
}
