-- What stood on paper, for whoever looks for it; beside the bytes, and pruned with them. Small and dense: a search reads it whole.
CREATE TABLE job_words (
  job_seq      INTEGER PRIMARY KEY REFERENCES job (seq),
  words        TEXT NOT NULL,               -- folded: one case, no accents, single spaces
  length_dots  INTEGER NOT NULL
) STRICT;
