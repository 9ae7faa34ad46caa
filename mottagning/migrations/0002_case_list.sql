-- What issue 3 adds: the common case list that can be trusted.

-- Parties entered here, and what may be told to them -----------------------------------------------------------------

CREATE TABLE party_entry (            -- what was entered here about somebody in a case; a feed never writes here
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  of_feed BOOLEAN NOT NULL DEFAULT FALSE,   -- tells more of a party that the feed names by this role and name
  role TEXT NOT NULL,
  name TEXT,
  name_key {folded} NOT NULL DEFAULT '',    -- folded words in order; '' for the client, of whom there is one
  notifier TEXT CHECK (notifier IN
    ('school', 'preschool', 'health_care', 'dental_care', 'police', 'authority', 'private')),
  tell TEXT CHECK (tell IN ('all', 'task', 'carry_out', 'outcome', 'received', 'nothing')),  -- null: as the role says
  limits TEXT NOT NULL DEFAULT '',          -- what must not be told, although the rest may
  interpreter BOOLEAN NOT NULL DEFAULT FALSE,
  language TEXT NOT NULL DEFAULT '',
  threat TEXT NOT NULL DEFAULT '',          -- how to meet her safely
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX party_entry_case ON party_entry (case_id);
CREATE UNIQUE INDEX party_entry_of_feed ON party_entry (case_id, role, name_key) WHERE of_feed;

ALTER TABLE party ADD COLUMN entry_id BIGINT REFERENCES party_entry (id) ON DELETE CASCADE;  -- null: by the feed
CREATE INDEX party_entry_id ON party (entry_id) WHERE entry_id IS NOT NULL;  -- else a feed finds its own parties by it

CREATE TABLE party_consent (          -- the one it is about has agreed that somebody is told something
  id {id},
  entry_id BIGINT NOT NULL REFERENCES party_entry (id) ON DELETE CASCADE,
  given_on DATE NOT NULL,
  what TEXT NOT NULL,
  until DATE,
  withdrawn_on DATE,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX party_consent_entry ON party_consent (entry_id);

CREATE TABLE party_feedback (         -- a notifier who must report has asked what came of it (SoL 19:6)
  id {id},
  entry_id BIGINT NOT NULL REFERENCES party_entry (id) ON DELETE CASCADE,
  asked_on DATE NOT NULL,
  given_on DATE,
  answer TEXT CHECK (answer IN ('opened', 'not_opened', 'already_open', 'not_suitable')),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((given_on IS NULL) = (answer IS NULL))
);
CREATE INDEX party_feedback_entry ON party_feedback (entry_id);

CREATE INDEX cases_protected ON cases (id) WHERE protected;   -- asked each minute: what is about them and done is sealed

-- People: who stands in for whom, where an absence was read, who does what --------------------------------------------

CREATE TABLE deputy (                 -- stands in for somebody; for a team lead she leads meanwhile
  id {id},
  person_id BIGINT NOT NULL REFERENCES person (id),
  deputy_id BIGINT NOT NULL REFERENCES person (id),
  first_day DATE NOT NULL,
  last_day DATE,                      -- null: until further notice
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (person_id <> deputy_id),
  CHECK (last_day IS NULL OR first_day <= last_day)
);
CREATE INDEX deputy_deputy ON deputy (deputy_id);

ALTER TABLE absence ADD COLUMN source TEXT CHECK (source IN ('list', 'calendar'));  -- null: written by hand
ALTER TABLE absence ADD COLUMN event TEXT;   -- hash of the event's UID in her calendar; nothing of what it says
CREATE INDEX absence_source ON absence (person_id, source);

CREATE TABLE guide (                  -- who does what and the emergency cards, as the team lead has them
  id {id},
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'emergency')),
  key TEXT NOT NULL,                  -- of one that the program came with, else a UUID
  document TEXT NOT NULL,             -- JSON
  removed BOOLEAN NOT NULL DEFAULT FALSE,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (kind, key)
);

CREATE TABLE guide_version (          -- every earlier wording
  guide_id BIGINT NOT NULL REFERENCES guide (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,
  removed BOOLEAN NOT NULL,
  at {time} NOT NULL,
  by_id BIGINT REFERENCES person (id),
  PRIMARY KEY (guide_id, version)
);

-- Feeds: where they come from, what the last one changed, cases that may have got another code ------------------------

CREATE TABLE feed_source (            -- a folder that is watched, or a view of the case system's database
  id {id},
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('folder', 'database')),
  place TEXT NOT NULL,                -- the folder, or the address of the database; its password lies in `secret`
  query TEXT NOT NULL DEFAULT '',     -- the view, or a SELECT
  pattern TEXT NOT NULL DEFAULT '*',  -- which files of the folder
  mapping TEXT NOT NULL,
  afterwards TEXT NOT NULL DEFAULT 'remove' CHECK (afterwards IN ('remove', 'keep')),
  minutes INTEGER NOT NULL DEFAULT 60,      -- between two looks at a database
  looked_at {time},
  taken_at {time},
  error TEXT,                         -- what went wrong at the last look, one sentence
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE feed_file (              -- each file that a watched folder held, once; never what stands in it
  id {id},
  source_id BIGINT NOT NULL REFERENCES feed_source (id) ON DELETE CASCADE,
  mark TEXT NOT NULL,                 -- hash of its name, size and time of change: the same file is not taken twice
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  at {time} NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('taken', 'held', 'refused', 'passed')),
  sentence TEXT,                      -- why it was not taken
  feed_id BIGINT REFERENCES feed (id),
  UNIQUE (source_id, mark)
);

CREATE TABLE lease (                  -- who does what only one may do at a time, until when; no part of the unit's data
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  rank INTEGER NOT NULL,
  until {time} NOT NULL
);

ALTER TABLE feed ADD COLUMN source_id BIGINT;     -- null: read in by hand
ALTER TABLE feed ADD COLUMN undone_at {time};
ALTER TABLE feed ADD COLUMN settled_at {time};    -- since then it cannot be taken back

ALTER TABLE cases ADD COLUMN told_at {time};      -- when a delta last spoke of it

CREATE TABLE case_before (            -- what the last feed changed, as it was: until the next one, or it is protected
  case_id BIGINT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  feed_id BIGINT NOT NULL REFERENCES feed (id),
  document TEXT                       -- null: it was not there
);

CREATE TABLE case_rename (            -- a new case that may be an old one under another code: offered, never assumed
  id {id},
  feed_id BIGINT NOT NULL REFERENCES feed (id),
  old_case BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  new_case BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  reasons TEXT NOT NULL,
  dismissed_at {time},
  UNIQUE (old_case, new_case)
);

-- Deadlines and work weight: what was noted here of a single case; a feed never writes here ---------------------------

CREATE TABLE case_date (              -- a date that deadlines begin or end with and that no feed tells
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  moment TEXT NOT NULL CHECK (moment IN ('protection_assessed', 'decision_requested')),
  on_day DATE NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (case_id, moment)
);

CREATE TABLE deadline_decision (      -- a deadline of this case is prolonged, or stands still; no cause is kept
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  rule TEXT NOT NULL,                 -- the deadline's code
  kind TEXT NOT NULL CHECK (kind IN ('prolonged', 'paused')),
  first_day DATE NOT NULL,            -- of the decision, or of the pause
  last_day DATE,                      -- when it is due now, or the last day of the pause; null: it stands still
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (kind = 'paused' OR last_day IS NOT NULL),
  CHECK (last_day IS NULL OR first_day <= last_day)
);
CREATE INDEX deadline_decision_case ON deadline_decision (case_id);

CREATE TABLE case_extras (            -- what makes a case weigh more than its type does
  case_id BIGINT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
  extras TEXT NOT NULL,               -- JSON: codes of the unit's table of weights
  version INTEGER NOT NULL DEFAULT 1
);

-- The case list looked through: by handler, newest first, by stage and category ---------------------------------------

CREATE INDEX cases_handler ON cases (handler, closed);
CREATE INDEX cases_received ON cases (received);
CREATE INDEX cases_closed ON cases (closed, id);
