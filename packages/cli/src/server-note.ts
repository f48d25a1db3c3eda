import { readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * What a serving process leaves beside its database for the other commands: where it listens, and
 * the bootstrap token it takes. Only the file's owner can read it, who could read the database too.
 */
export interface ServerNote {
  readonly url: string
  readonly bootstrap_token: string
}

const noteFile = (database: string) => `${database}.server.json`

export function writeServerNote(database: string, note: ServerNote): void {
  removeServerNote(database)
  writeFileSync(noteFile(database), `${JSON.stringify(note)}\n`, { mode: 0o600, flag: 'wx' })
}

export function readServerNote(database: string): ServerNote | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(database), 'utf8')) as ServerNote
  } catch {
    // No server wrote one: it was started by another program than this.
    return undefined
  }
}

export function removeServerNote(database: string): void {
  rmSync(noteFile(database), { force: true })
}
