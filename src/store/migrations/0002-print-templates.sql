-- The shop's own words for its papers. A version is never changed: print jobs name the one they were printed with.
CREATE TABLE print_template (
  name     TEXT NOT NULL,
  version  INTEGER NOT NULL CHECK (version >= 1),
  text     TEXT,                              -- NULL: from this version on the built-in one again
  actor    TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE logo (
  name         TEXT PRIMARY KEY,
  png          BLOB NOT NULL,
  width_dots   INTEGER NOT NULL,
  height_dots  INTEGER NOT NULL,
  at_ms        INTEGER NOT NULL
) STRICT;
