import type { Fields } from '../../expect/value.ts'
import type { StreamPlan } from '../../proxy/stream-delivery.ts'
import { placeholder } from '../../scenario/values.ts'
import type { Chance } from '../chance.ts'
import type { Flight, Move } from '../flight.ts'
import { log } from './log.ts'

/** A stream from some place of the log: well or badly delivered, it holds what the log holds. */
export const stream: Move = async function* (flight) {
  yield* log(flight)
  const { chance, world } = flight
  if (!world.log || world.log.events.length < 2) return
  if (chance.happens(0.15)) {
    yield* fromNowhere(flight)
    return
  }
  const { name, events } = world.log
  const from = chance.within(0, events.length - 2)
  const types = drawTypes(events.slice(from + 1), chance)
  const wanted = [...events.keys()].filter((place) => {
    return place > from && (!types || types.some((type) => isOf(events[place] as string, type)))
  })
  const max = Math.min(wanted.length, chance.within(1, 6))
  const items = wanted.slice(0, max).map((place): Fields => {
    return { id: placeholder(`${name}.data.${place}.id`), event: events[place] as string }
  })
  const feed = flight.name('f')
  const query = {
    last_event_id: placeholder(`${name}.data.${from}.id`),
    ...(types ? { types } : {}),
  }
  if (chance.happens(0.5)) yield badly(drawPlan(max, chance))
  yield { stream: feed, query }
  yield { next: feed, max, expect: { items } }
  flight.note('events.stream', false)
  if (max === wanted.length && !types) {
    // What happens from now on is seen as well.
    yield { call: 'agents.upsert', path: [feed], body: {}, raw: true }
    flight.note('agents.upsert', false)
    yield { next: feed, expect: { items: [{ event: 'agent.created', resource: { id: feed } }] } }
    flight.note('events.stream', false)
  }
  yield { close_stream: feed }
  yield { forget_rules: true }
}

/** A place that the log does not know is told, and the stream goes on from the newest event. */
async function* fromNowhere(flight: Flight): ReturnType<Move> {
  const id = 'evt_00000000000000000000000000'
  const last_event_id = flight.chance.pick([id, 'x', 'a b'])
  // What is no id at all is not told back.
  const cursor = last_event_id === id ? id : null
  const feed = flight.name('f')
  yield { stream: feed, query: { last_event_id } }
  yield { next: feed, expect: { items: [{ event: 'reset', reason: 'cursor_unknown', cursor }] } }
  flight.note('events.stream', false)
  yield { close_stream: feed }
}

function badly(plan: StreamPlan) {
  return { proxy: [{ when: { operation: 'events.stream' }, do: { stream: plan } }] }
}

/** It breaks before the last item that is asked for, so that somebody notices. */
function drawPlan(max: number, chance: Chance): StreamPlan {
  const after_events = chance.within(0, max - 1)
  const ending = chance.pick(['end', 'cut', 'reset'] as const)
  return chance.pick<StreamPlan>([
    { after_events, ending },
    { after_events, ending, partial_bytes: chance.within(0, 60) },
    { order: [0, 0] },
    { split_bytes: chance.within(1, 9) },
    { after_events, ending, retry_ms: chance.within(0, 5000) },
  ])
}

function drawTypes(events: readonly string[], chance: Chance): string[] | undefined {
  if (!chance.happens(0.4)) return undefined
  const event = chance.pick(events)
  return chance.happens(0.5) ? [event] : [event.replace(/\..*$/, '.*'), 'nothing.happened']
}

function isOf(event: string, type: string): boolean {
  return type.endsWith('.*') ? event.startsWith(type.slice(0, -1)) : event === type
}
