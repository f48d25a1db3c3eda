import type { Migration } from '../../../store/migrator.ts'

export const messages: Migration = {
  number: 1,
  name: 'messages',
  up: [
    `CREATE TABLE messages (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      type TEXT NOT NULL,
      urgent INTEGER NOT NULL,
      subject TEXT,
      body TEXT NOT NULL,
      agent_id TEXT,
      to_agent_id TEXT,
      thread_id TEXT,
      reply_to_id TEXT,
      delivery_count BIGINT NOT NULL,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    'CREATE INDEX messages_by_age ON messages (org_id, created_at, id)',
    'CREATE INDEX messages_by_agent ON messages (org_id, agent_id, created_at, id)',
    'CREATE INDEX messages_by_thread ON messages (org_id, thread_id, created_at, id)',
    `CREATE TABLE message_receipts (
      org_id TEXT NOT NULL,
      message_id TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      type TEXT NOT NULL,
      urgent INTEGER NOT NULL,
      unread INTEGER NOT NULL,
      archived INTEGER NOT NULL,
      delivered_at BIGINT NOT NULL,
      read_at BIGINT,
      archived_at BIGINT,
      PRIMARY KEY (org_id, message_id, agent_id)
    )`,
    `CREATE INDEX message_receipts_by_agent
      ON message_receipts (org_id, agent_id, archived, delivered_at, message_id)`,
    `CREATE INDEX message_receipts_by_reading
      ON message_receipts (org_id, agent_id, archived, unread, delivered_at, message_id)`,
    `CREATE TABLE message_threads (
      id TEXT NOT NULL PRIMARY KEY,
      org_id TEXT NOT NULL,
      subject TEXT NOT NULL,
      status TEXT NOT NULL,
      resolution TEXT,
      message_count BIGINT NOT NULL,
      agent_id TEXT,
      metadata TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      resolved_at BIGINT
    )`,
    'CREATE INDEX message_threads_by_age ON message_threads (org_id, created_at, id)',
    'CREATE INDEX message_threads_by_status ON message_threads (org_id, status, created_at, id)',
    'CREATE INDEX message_threads_by_agent ON message_threads (org_id, agent_id, created_at, id)',
  ],
  down: ['DROP TABLE message_threads', 'DROP TABLE message_receipts', 'DROP TABLE messages'],
}
