-- Who asked, so that tills take turns at a printer; and what goes before all that waits.
ALTER TABLE job ADD COLUMN till TEXT;
ALTER TABLE job ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1));
