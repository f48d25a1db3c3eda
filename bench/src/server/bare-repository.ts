import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

type Row = Record<string, SQLInputValue>

export interface BareRequest {
  readonly agent_id: string
  readonly action_type: string
  readonly goal: string
  readonly act: object
}

/**
 * The two inserts that must be, into the tables and indexes that Coxswain made, with the rows that it
 * wrote as pattern: an action, and the event that tells of it. Ids count up, as Coxswain's do: random
 * ones would touch another page of an index with each row.
 */
export class BareRepository {
  readonly #database: DatabaseSync
  readonly #action: (request: BareRequest) => string
  readonly #event: (id: string) => void

  constructor(path: string) {
    const database = new DatabaseSync(path)
    this.#database = database
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`)
    const action = insertLike(database, 'actions')
    const event = insertLike(database, 'events')
    let seq = Number(event.pattern['seq'])
    this.#action = ({ agent_id, action_type, goal, act }) => {
      const id = idOf('act', seq + 1)
      const own = { id, decision_id: id, agent_id, action_type, goal, act: JSON.stringify(act) }
      action.run({ ...own, created_at: Date.now() })
      return id
    }
    this.#event = (id) => {
      seq += 1
      event.run({
        seq,
        id: idOf('evt', seq),
        resource: JSON.stringify({ type: 'action', id }),
      })
    }
  }

  /** One transaction; the ids of what was written. */
  create(requests: readonly BareRequest[]): string[] {
    this.#database.exec('BEGIN IMMEDIATE')
    const ids = requests.map((request) => {
      const id = this.#action(request)
      this.#event(id)
      return id
    })
    this.#database.exec('COMMIT')
    return ids
  }

  close(): void {
    this.#database.close()
  }
}

/** Those of Coxswain's writer. */
const pragmas = [
  'foreign_keys = ON',
  'journal_mode = WAL',
  'synchronous = FULL',
  'temp_store = MEMORY',
]

function idOf(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(26, '0')}`
}

/** Inserts rows that differ from the newest one of a table in what is given. */
function insertLike(database: DatabaseSync, table: string) {
  const pattern = database
    .prepare(`SELECT * FROM ${table} ORDER BY rowid DESC LIMIT 1`)
    .get() as Row
  const columns = Object.keys(pattern)
  const places = columns.map(() => '?').join(', ')
  const statement = database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
  )
  return {
    pattern,
    run: (own: Row) => statement.run(...columns.map((name) => own[name] ?? pattern[name] ?? null)),
  }
}
