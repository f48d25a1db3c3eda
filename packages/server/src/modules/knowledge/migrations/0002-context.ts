import type { Migration } from '../../../store/migrator.ts'

export const context: Migration = {
  number: 2,
  name: 'context',
  up: [
    `CREATE TABLE context_points (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      category TEXT NOT NULL,
      importance INTEGER NOT NULL,
      content TEXT NOT NULL,
      tags TEXT NOT NULL,
      terms TEXT NOT NULL,
      agent_id TEXT,
      session_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    'CREATE INDEX context_points_by_age ON context_points (org_id, created_at, id)',
    'CREATE INDEX context_points_by_category ON context_points (org_id, category, created_at, id)',
    'CREATE INDEX context_points_by_agent ON context_points (org_id, agent_id, created_at, id)',
    'CREATE INDEX context_points_by_session ON context_points (org_id, session_id, created_at, id)',
    { createSearch: 'context_points' },
    `CREATE TABLE context_threads (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      title TEXT NOT NULL,
      status TEXT NOT NULL,
      summary TEXT,
      entry_count BIGINT NOT NULL,
      tags TEXT NOT NULL,
      terms TEXT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      closed_at BIGINT
    )`,
    'CREATE INDEX context_threads_by_age ON context_threads (org_id, created_at, id)',
    'CREATE INDEX context_threads_by_status ON context_threads (org_id, status, created_at, id)',
    'CREATE INDEX context_threads_by_agent ON context_threads (org_id, agent_id, created_at, id)',
    { createSearch: 'context_threads' },
    `CREATE TABLE context_entries (
      org_id TEXT NOT NULL,
      thread_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      id TEXT NOT NULL,
      category TEXT NOT NULL,
      content TEXT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (org_id, thread_id, number)
    )`,
  ],
  down: [
    'DROP TABLE context_entries',
    { dropSearch: 'context_threads' },
    'DROP TABLE context_threads',
    { dropSearch: 'context_points' },
    'DROP TABLE context_points',
  ],
}
