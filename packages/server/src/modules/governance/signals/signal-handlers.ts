import type { ContextFor, Handlers } from '../../../contract-operations.ts'
import { CoxswainError } from '../../../coxswain-error.ts'
import { agentMismatch } from '../../../http/prepare.ts'
import {
  type Answer,
  answerSignal,
  type SignalRecord,
  signalSummary,
  signalView,
} from './signal.ts'
import { findSignal, listSignals, lockSignal, updateSignal } from './signal-repository.ts'
import { defaultSettings, settingsView, updateSettings } from './signal-settings.ts'
import { findSettings, lockSettings, saveSettings } from './signal-settings-repository.ts'
import { type SignalType, typesOf } from './signal-type.ts'

type SignalOperation =
  | 'signals.list'
  | 'signals.get'
  | 'signals.acknowledge'
  | 'signals.resolve'
  | 'signals.reopen'
  | 'signals.getSettings'
  | 'signals.updateSettings'

export const signalHandlers: Handlers<SignalOperation> = {
  'signals.list'({ query }, { tx, orgId, page }) {
    const { status, agent_id: agentId } = query
    const filter = { status, agentId, types: wantedTypes(query) }
    return page(query, {
      fetch: (range) => listSignals(tx, orgId, filter, range),
      position: (signal) => [signal.firstSeenAt, signal.id],
      item: signalView,
    })
  },

  async 'signals.get'({ path }, { tx, orgId }) {
    const signal = await findSignal(tx, orgId, path.signal_id)
    return signalView(found(signal, path.signal_id))
  },

  'signals.acknowledge': ({ path, body }, context) =>
    answer(context, path.signal_id, { on: 'acknowledge', note: body.note }),

  'signals.resolve': ({ path, body }, context) =>
    answer(context, path.signal_id, { on: 'resolve', note: body.note }),

  'signals.reopen': ({ path, body }, context) =>
    answer(context, path.signal_id, { on: 'reopen', note: body.note }),

  async 'signals.getSettings'(_input, { tx, orgId, etag }) {
    const settings = (await findSettings(tx, orgId)) ?? defaultSettings(orgId)
    etag(settings.version)
    return settingsView(settings)
  },

  async 'signals.updateSettings'({ body }, context) {
    const { tx, events, orgId, principal, now, etag, checkVersion } = context
    if (principal.agentId !== null) throw agentMismatch(principal.agentId)
    const before = await lockSettings(tx, defaultSettings(orgId))
    checkVersion(before.version)
    const after = updateSettings(before, body, now)
    etag(after.version)
    const view = settingsView(after)
    if (after === before) return view
    await saveSettings(tx, after)
    events.append('signal_settings.updated', orgId, { settings: view })
    return view
  },
}

/** An agent must not be the one to silence what is told of it, nor of anyone. */
async function answer(
  { tx, events, orgId, principal, now }: ContextFor<'signals.acknowledge'>,
  id: string,
  given: Pick<Answer, 'on' | 'note'>,
) {
  const before = found(await lockSignal(tx, orgId, id), id)
  if (principal.agentId !== null) throw agentMismatch(principal.agentId)
  const { signal, event } = answerSignal(before, { ...given, by: principal.id }, now)
  await updateSignal(tx, signal)
  if (event !== null) events.append(event, signal.id, { signal: signalSummary(signal) })
  return signalView(signal)
}

function found(signal: SignalRecord | null, id: string): SignalRecord {
  if (signal !== null) return signal
  throw new CoxswainError('not_found', { detail: `there is no signal \`${id}\`` })
}

function wantedTypes({
  type,
  severity,
}: {
  readonly type?: string | undefined
  readonly severity?: string | undefined
}): readonly SignalType[] | undefined {
  if (severity === undefined) return type === undefined ? undefined : [type as SignalType]
  return typesOf(severity).filter((one) => type === undefined || type === one)
}
