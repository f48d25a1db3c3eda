import type { Ids } from '../../../ids.ts'
import type { WriteUnit } from '../../../store/unit-of-work.ts'
import { type Finding, findingsOf } from './finding.ts'
import { measure } from './measure-repository.ts'
import {
  detectSignal,
  observeSignal,
  type SignalEvent,
  type SignalRecord,
  signalSummary,
} from './signal.ts'
import { insertSignal, lockSignalsOf, updateSignal } from './signal-repository.ts'
import { defaultSettings } from './signal-settings.ts'
import { findSettings } from './signal-settings-repository.ts'
import { type SignalType, signalTypes } from './signal-type.ts'

interface ScanContext {
  readonly orgId: string
  readonly ids: Ids
  readonly now: number
}

/** Looks for everything that an org should be told of, and writes down what has changed since. */
export async function scan(tx: WriteUnit, context: ScanContext): Promise<void> {
  const { orgId, now } = context
  const { rules } = (await findSettings(tx, orgId)) ?? defaultSettings(orgId)
  for (const type of signalTypes) {
    const rule = rules[type]
    const since = now - rule.windowSeconds * 1000
    const measures = rule.enabled ? await measure(tx, type, { orgId, now, since }) : []
    await compare(tx, context, type, findingsOf(type, rule, measures))
  }
}

/** Holds what was found against the signals that there are. */
async function compare(
  tx: WriteUnit,
  { orgId, ids, now }: ScanContext,
  type: SignalType,
  findings: readonly Finding[],
): Promise<void> {
  const agents = findings.map(({ agentId }) => agentId)
  const known = await lockSignalsOf(tx, orgId, type, agents)
  for (const signal of known) {
    const finding = findings.find(({ agentId }) => agentId === signal.agentId) ?? null
    const change = observeSignal(signal, finding, now)
    if (change.signal === signal) continue
    await updateSignal(tx, change.signal)
    tell(tx, change.event, change.signal)
  }
  for (const finding of findings) {
    if (known.some(({ agentId }) => agentId === finding.agentId)) continue
    const signal = detectSignal(orgId, ids.next('sig', orgId), finding, now)
    if (await insertSignal(tx, signal)) tell(tx, 'signal.detected', signal)
  }
}

function tell(tx: WriteUnit, event: SignalEvent | null, signal: SignalRecord): void {
  if (event !== null) tx.events.append(event, signal.id, { signal: signalSummary(signal) })
}
