import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Status } from '../report/status.ts'
import type { RunResult } from '../run/result.ts'

/** A failure that somebody knows of, owns, and has promised an end to. */
export interface KnownFailure {
  scenario: string
  subject: string
  owner: string
  reason: string
  /** The last day on which it is tolerated, `YYYY-MM-DD`. */
  expires: string
}

const fields = ['scenario', 'subject', 'owner', 'reason', 'expires'] as const

/** Reads every list in the folder; an entry that lacks a field is refused. */
export function readKnownFailures(folder: string): KnownFailure[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const entries = (parse(readFileSync(join(folder, name), 'utf8')) ?? []) as KnownFailure[]
      for (const entry of entries) {
        const lacking = fields.find((field) => typeof entry[field] !== 'string')
        if (lacking) throw new Error(`known-failing/${name}: an entry has no ${lacking}`)
        if (!/^\d{4}-\d{2}-\d{2}$/.test(entry.expires)) {
          throw new Error(`known-failing/${name}: ${entry.expires} is not a day`)
        }
      }
      return entries
    })
}

/**
 * What becomes of a result: a failure that is known counts as known. An unexpected pass and an
 * expired entry are failures of their own, so that the list can only shrink.
 */
export function applyKnownFailure(
  result: RunResult,
  known: readonly KnownFailure[],
  today: string,
): { status: Status; note?: string } {
  const entry = known.find(
    ({ scenario, subject }) => scenario === result.scenario && subject === result.subject,
  )
  const failed = result.failures.length > 0
  if (!entry) return { status: failed ? 'fail' : 'pass' }
  if (today > entry.expires) {
    return { status: 'fail', note: `known failure of ${entry.owner} expired on ${entry.expires}` }
  }
  if (!failed) {
    return { status: 'fail', note: `passes, but is listed as known failure of ${entry.owner}` }
  }
  return { status: 'known', note: `${entry.reason} (${entry.owner}, until ${entry.expires})` }
}

/** Entries that name a scenario or a subject that doesn't exist. */
export function findStray(
  known: readonly KnownFailure[],
  scenarios: ReadonlySet<string>,
  subjects: ReadonlySet<string>,
): KnownFailure[] {
  return known.filter(({ scenario, subject }) => !scenarios.has(scenario) || !subjects.has(subject))
}
