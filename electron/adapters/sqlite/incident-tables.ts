/** Tables of crashes and followed logs. Append to the list; never edit a text that has shipped. */
export const incidentMigrations: readonly string[] = [
  `CREATE TABLE log_source (
    id TEXT PRIMARY KEY, host TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT, program TEXT,
    offset INTEGER NOT NULL, base INTEGER NOT NULL, line INTEGER NOT NULL, inode INTEGER NOT NULL,
    head_length INTEGER NOT NULL, head_crc INTEGER NOT NULL, modified_at INTEGER NOT NULL, cursor TEXT, last_line_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX log_source_host ON log_source (host);
  CREATE TABLE log_block (
    source TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, line INTEGER NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, size INTEGER NOT NULL, kept_at INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (source, start)
  );
  CREATE INDEX log_block_time ON log_block (source, last_at);
  CREATE INDEX log_block_age ON log_block (kept_at);
  CREATE TABLE crash_event (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, place INTEGER NOT NULL, ordinal INTEGER NOT NULL, host TEXT NOT NULL, at INTEGER NOT NULL,
    is_task INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (source, place, ordinal)
  );
  CREATE INDEX crash_event_time ON crash_event (host, at);
  CREATE INDEX crash_event_age ON crash_event (is_task, at);
  CREATE TABLE incident (
    id TEXT PRIMARY KEY, signature TEXT NOT NULL, host TEXT NOT NULL, worker_key TEXT, worker TEXT,
    at INTEGER NOT NULL, last_at INTEGER NOT NULL, cause TEXT NOT NULL, task_name TEXT, summary TEXT NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX incident_signature ON incident (signature, at);
  CREATE INDEX incident_time ON incident (at, id);
  CREATE INDEX incident_host ON incident (host, at);
  CREATE TABLE crash_group (
    id TEXT PRIMARY KEY, family TEXT NOT NULL, title TEXT NOT NULL, given_title TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL, state_since INTEGER NOT NULL, note TEXT NOT NULL DEFAULT '', merged_into TEXT
  ) WITHOUT ROWID;`,
];
