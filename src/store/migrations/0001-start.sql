-- Facts. Rows are only added (triggers below); each carries the hash of the one before.
CREATE TABLE journal (
  seq       INTEGER PRIMARY KEY,              -- the local order of all facts: the only ordering truth
  type      TEXT NOT NULL,
  order_id  TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,                 -- wall clock, for people
  mono_ms   INTEGER NOT NULL,                 -- monotonic since boot_id began
  boot_id   TEXT NOT NULL,
  clock_ok  INTEGER NOT NULL CHECK (clock_ok IN (0, 1)),
  body      TEXT NOT NULL,                    -- {fact, order}: what was asked, and the order after it; packed (phrases.ts)
  hash      BLOB NOT NULL
) STRICT;
CREATE TRIGGER journal_only_grows_u BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_only_grows_d BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

CREATE TABLE audit (
  seq       INTEGER PRIMARY KEY,
  at_ms     INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  action    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  detail    TEXT NOT NULL CHECK (json_valid(detail)),
  hash      BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_only_grows_u BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_only_grows_d BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;

-- Where each order stands: derived from the journal, for look-ups and lists.
CREATE TABLE orders (
  seq             INTEGER PRIMARY KEY,        -- journal.seq of its capture
  id              TEXT NOT NULL UNIQUE,
  fact_seq        INTEGER NOT NULL REFERENCES journal (seq),  -- its latest fact holds it whole
  content_hash    BLOB NOT NULL,
  till            TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'paid', 'voided', 'partially_refunded', 'refunded')),
  business_day    TEXT NOT NULL,
  -- In the row, for each more table or index is a page more to write for every order.
  sync            TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(sync)),  -- {destination: {state, atMs, vendorId?, attempts?, lastError?}}
  jobs            TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(jobs))   -- job.seq of its duties
) STRICT;
CREATE INDEX orders_refunded ON orders (seq) WHERE state IN ('partially_refunded', 'refunded');
-- In which stretches of 256 captures (orders.seq / 256) a business day has orders: an index of the day that is hardly ever written.
CREATE TABLE day_stretch (
  day      TEXT NOT NULL,
  stretch  INTEGER NOT NULL,
  PRIMARY KEY (day, stretch)
) STRICT, WITHOUT ROWID;

-- Duties. What is open stands in the partial index; history beside it costs nothing.
CREATE TABLE job (
  seq              INTEGER PRIMARY KEY,       -- with created_at_ms it is the job's id
  kind             TEXT NOT NULL,
  lane             TEXT NOT NULL,
  idempotency_key  TEXT NOT NULL,             -- ':…' stands behind order_id
  payload          TEXT NOT NULL CHECK (json_valid(payload)),
  state            TEXT NOT NULL CHECK (state IN
    ('queued', 'held', 'running', 'done', 'failed', 'in_doubt', 'expired', 'cancelled', 'discarded')),
  after_crash      TEXT NOT NULL CHECK (after_crash IN ('repeat', 'ask', 'drop')),
  order_id         TEXT,
  attempts         INTEGER NOT NULL DEFAULT 0,
  due_at_ms        INTEGER NOT NULL,
  expires_at_ms    INTEGER,
  created_at_ms    INTEGER NOT NULL,
  first_sent_at_ms INTEGER,
  ended_at_ms      INTEGER,
  result           TEXT CHECK (result IS NULL OR json_valid(result)),
  last_error       TEXT CHECK (last_error IS NULL OR json_valid(last_error)),
  settled_by       TEXT
) STRICT;
CREATE INDEX job_open ON job (lane, seq) WHERE state IN ('queued', 'held', 'running', 'in_doubt') AND settled_by IS NULL;
-- Ends that a person has not looked at yet.
CREATE INDEX job_failed ON job (seq) WHERE state IN ('failed', 'expired') AND settled_by IS NULL;

-- The very bytes of a device job, on disk with its claim.
CREATE TABLE job_bytes (
  job_seq   INTEGER PRIMARY KEY REFERENCES job (seq),
  bytes     BLOB NOT NULL,
  degraded  TEXT NOT NULL CHECK (json_valid(degraded))
) STRICT;

CREATE TABLE idempotency (
  scope      TEXT NOT NULL,                   -- token, method, path
  key        TEXT NOT NULL,
  body_hash  BLOB NOT NULL,
  resource   TEXT NOT NULL,                   -- id of what was made
  at_ms      INTEGER NOT NULL,
  keep_ms    INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  till    TEXT NOT NULL,
  series  TEXT NOT NULL,
  next    INTEGER NOT NULL CHECK (next >= 1),
  PRIMARY KEY (till, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  hash        BLOB NOT NULL UNIQUE,           -- SHA-256 of a 256-bit random secret
  scopes      TEXT NOT NULL CHECK (json_valid(scopes)),
  till        TEXT,
  created_ms  INTEGER NOT NULL,
  revoked_ms  INTEGER
) STRICT;

CREATE TABLE pos_integrations (
  id            TEXT PRIMARY KEY,
  vendor        TEXT NOT NULL UNIQUE,
  credentials   TEXT NOT NULL,                -- sealed, AES-256-GCM
  connected_on  TEXT NOT NULL,
  settings      TEXT NOT NULL CHECK (json_valid(settings))
) STRICT;

CREATE TABLE pos_sync_logs (
  id         INTEGER PRIMARY KEY,
  vendor     TEXT NOT NULL,
  type       TEXT NOT NULL,
  status     TEXT NOT NULL,
  message    TEXT NOT NULL,
  synced_at  TEXT NOT NULL
) STRICT;

-- What the vendor was seen to hold. The cursor moves in the transaction of the page it ends.
CREATE TABLE vendor_order (
  vendor        TEXT NOT NULL,
  vendor_id     TEXT NOT NULL,
  reference     TEXT,
  business_day  TEXT,
  body          TEXT NOT NULL CHECK (json_valid(body)),
  seen_ms       INTEGER NOT NULL,
  PRIMARY KEY (vendor, vendor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vendor_order_by_reference ON vendor_order (vendor, reference) WHERE reference IS NOT NULL;
CREATE TABLE sync_cursor (
  vendor  TEXT PRIMARY KEY,
  cursor  TEXT NOT NULL,
  at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reconciliation (
  id            TEXT PRIMARY KEY,
  vendor        TEXT NOT NULL,
  business_day  TEXT NOT NULL,
  at_ms         INTEGER NOT NULL,
  report        TEXT NOT NULL CHECK (json_valid(report))
) STRICT;

CREATE TABLE business_day (
  day           TEXT PRIMARY KEY,
  closed_at_ms  INTEGER NOT NULL,
  report        TEXT NOT NULL CHECK (json_valid(report))
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id      TEXT PRIMARY KEY,
  config  TEXT NOT NULL CHECK (json_valid(config)),
  at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
