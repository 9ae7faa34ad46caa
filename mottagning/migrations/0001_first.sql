-- The first schema. {id}, {time}, {blob}, {folded} become the words of the database in use; all else is common to both.
-- {folded} is text in order of code points, so that the beginning of a word can be looked for by the index.
-- What a person said or is called lies apart from the state of things (contact_text, note, attachment, raw, party…),
-- so that it can be removed without losing count of what came in.

-- Commands, audit, settings ------------------------------------------------------------------------------------------

CREATE TABLE command_log (            -- one row a command: a replay finds its uuid; the other process reads `changes`
  seq {id},
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  actor_id BIGINT,
  at {time} NOT NULL,
  origin TEXT NOT NULL,               -- the process that wrote it
  changes TEXT NOT NULL               -- {{"kind": [ids] | null}}, never content
);
CREATE INDEX command_log_at ON command_log (at);

CREATE TABLE audit (                  -- who saw or changed what about whom; no content
  id {id},
  at {time} NOT NULL,
  actor_id BIGINT,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref BIGINT,
  facts TEXT NOT NULL DEFAULT '{{}}',
  command TEXT
);
CREATE INDEX audit_ref ON audit (kind, ref, at);
CREATE INDEX audit_actor ON audit (actor_id, at);

CREATE TABLE setting (                -- the unit's settings, JSON by name
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE secret (                 -- passwords of sources, the seal of the quarantine; few may read it
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- People -------------------------------------------------------------------------------------------------------------

CREATE TABLE person (
  id {id},
  key TEXT NOT NULL UNIQUE,           -- short name used in files: "ab"
  name TEXT NOT NULL,
  initials TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'desk' CHECK (role IN ('desk', 'lead', 'none')),
  email TEXT,
  phone TEXT,
  joined DATE,
  left_on DATE,
  sort_key TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX person_key ON person (lower(key));

CREATE TABLE person_alias (           -- what other systems call her
  id {id},
  person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('handler', 'login', 'email')),
  value TEXT NOT NULL,                -- folded
  written TEXT NOT NULL,              -- as the other system writes it
  UNIQUE (kind, value)
);
CREATE INDEX person_alias_person ON person_alias (person_id);

CREATE TABLE credential (
  person_id BIGINT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,                 -- argon2id
  changed_at {time} NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until {time}
);

CREATE TABLE absence (                -- no cause, ever
  id {id},
  person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  half TEXT CHECK (half IN ('am', 'pm')),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (first_day <= last_day)
);
CREATE INDEX absence_days ON absence (first_day, last_day);

-- The common case list -----------------------------------------------------------------------------------------------

CREATE TABLE feed_mapping (
  name TEXT PRIMARY KEY,
  document TEXT NOT NULL,
  saved_at {time} NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE feed (                   -- what was read, when; never the file itself
  id {id},
  at {time} NOT NULL,
  mapping TEXT,
  sha256 TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('snapshot', 'delta')),
  state TEXT NOT NULL CHECK (state IN ('started', 'taken', 'held')),
  report TEXT NOT NULL                -- counts and rejected rows: row, column, reason
);
CREATE INDEX feed_state ON feed (state, id);

CREATE TABLE cases (
  id {id},
  code TEXT NOT NULL UNIQUE,
  code_folded {folded} NOT NULL,
  category TEXT,
  type TEXT,
  stage TEXT NOT NULL,
  stage_since DATE,
  handler TEXT,                       -- as the feed writes it
  received DATE,
  opened DATE,
  decided DATE,
  executed DATE,
  closed DATE,
  priority TEXT,
  weight DOUBLE PRECISION,
  next_step TEXT,
  next_date DATE,
  protected BOOLEAN NOT NULL DEFAULT FALSE,
  feed_id BIGINT REFERENCES feed (id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX cases_code_folded ON cases (code_folded);
CREATE INDEX cases_open ON cases (closed, stage);

CREATE TABLE party (                  -- the person a case is about, and the others in it; none for a protected case
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  name TEXT,
  name_key {folded},                  -- folded words in order, for "the same name"
  personal_id TEXT,
  UNIQUE (case_id, position)
);
CREATE INDEX party_personal_id ON party (personal_id);
CREATE INDEX party_name_key ON party (name_key);

CREATE TABLE party_word (             -- each folded word of a name, for finding by a part or with a slip of the pen
  party_id BIGINT NOT NULL REFERENCES party (id) ON DELETE CASCADE,
  word {folded} NOT NULL,
  PRIMARY KEY (word, party_id)
);
CREATE INDEX party_word_party ON party_word (party_id);

CREATE TABLE party_address (
  id {id},
  party_id BIGINT NOT NULL REFERENCES party (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  value {folded} NOT NULL             -- E.164, or a lower-case address
);
CREATE INDEX party_address_value ON party_address (kind, value);
CREATE INDEX party_address_party ON party_address (party_id);

CREATE TABLE case_history (
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  at {time} NOT NULL,
  field TEXT NOT NULL,
  old TEXT,
  new TEXT,
  feed_id BIGINT REFERENCES feed (id)
);
CREATE INDEX case_history_case ON case_history (case_id, at);
CREATE INDEX case_history_left ON case_history (field, old, at);   -- who has left a stage lately

-- What comes in ------------------------------------------------------------------------------------------------------

CREATE TABLE mailbox (
  id {id},
  name TEXT NOT NULL UNIQUE,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  username TEXT NOT NULL,             -- the password lies in `secret`
  security TEXT NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
  ca_file TEXT,
  since DATE,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE mail_folder (
  id {id},
  mailbox_id BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  uidvalidity BIGINT,
  server_count BIGINT,
  ledger_count BIGINT,
  checked_at {time},
  error TEXT,
  UNIQUE (mailbox_id, name)
);

CREATE TABLE thread (                 -- joins messages of one conversation, and missed calls from one number
  id {id},
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'phone'))
);

CREATE TABLE contact (                -- one message, call, visit or letter: its state, without a word of what was said
  id {id},
  channel TEXT NOT NULL CHECK (channel IN ('phone', 'mail', 'visit', 'letter')),
  direction TEXT NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
  kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'bounce', 'auto_reply', 'list')),
  at {time} NOT NULL,                 -- when it came
  state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'promised', 'passed_on', 'closed')),
  outcome TEXT CHECK (outcome IN ('solved', 'accepted', 'referred', 'no_action')),
  owner_id BIGINT REFERENCES person (id),   -- null: the desk
  due_at {time},
  returns_at {time},                  -- passed on: when it comes back unless accepted
  registered TEXT NOT NULL DEFAULT 'not_yet'
    CHECK (registered IN ('case_file', 'register', 'minor', 'not_yet')),
  urgent BOOLEAN NOT NULL DEFAULT FALSE,
  concern TEXT NOT NULL DEFAULT 'no' CHECK (concern IN ('no', 'possible', 'marked', 'dismissed')),
  concern_accepted_by BIGINT REFERENCES person (id),
  thread_id BIGINT REFERENCES thread (id),
  same_id BOOLEAN NOT NULL DEFAULT FALSE,   -- another message with the same Message-ID says something else
  redacted_at {time},
  redacted_why TEXT,
  closed_at {time},
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((state = 'closed') = (outcome IS NOT NULL)),
  CHECK (state = 'closed' OR due_at IS NOT NULL),           -- nothing is forgotten
  CHECK (state <> 'passed_on' OR (owner_id IS NOT NULL AND returns_at IS NOT NULL))
);
CREATE INDEX contact_open ON contact (state, due_at);
CREATE INDEX contact_at ON contact (at);
CREATE INDEX contact_owner ON contact (owner_id, state);
CREATE INDEX contact_thread ON contact (thread_id);
CREATE INDEX contact_closed ON contact (closed_at);

CREATE TABLE contact_text (           -- content: gone when redacted
  contact_id BIGINT PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
  name TEXT,
  address TEXT,                       -- lower-case e-mail address
  phone TEXT,                         -- E.164; null when withheld or anonymous
  subject TEXT,
  text TEXT,
  notes TEXT NOT NULL DEFAULT '[]'    -- what was odd about the message, as words
);
CREATE INDEX contact_text_phone ON contact_text (phone);
CREATE INDEX contact_text_address ON contact_text (address);

CREATE TABLE note (                   -- content written at the desk
  id {id},
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  at {time} NOT NULL,
  author_id BIGINT REFERENCES person (id),
  text TEXT NOT NULL
);
CREATE INDEX note_contact ON note (contact_id);

CREATE TABLE contact_step (           -- the course of a contact, step by step; no content
  id {id},
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  at {time} NOT NULL,
  actor_id BIGINT,
  step TEXT NOT NULL,
  facts TEXT NOT NULL DEFAULT '{{}}'
);
CREATE INDEX contact_step_contact ON contact_step (contact_id, id);

CREATE TABLE ledger (                 -- what a source gave, before anyone tried to understand it
  id {id},
  place TEXT NOT NULL UNIQUE,         -- imap:account/folder/uidvalidity/uid, call:source/id, desk:uuid
  kind TEXT NOT NULL CHECK (kind IN ('imap', 'call', 'desk')),
  folder_id BIGINT REFERENCES mail_folder (id),
  received_at {time},                 -- the source's own time
  fetched_at {time} NOT NULL,
  sha256 TEXT,                        -- of the octets as fetched; null on a tombstone
  size BIGINT,
  state TEXT NOT NULL CHECK (state IN ('raw', 'understood', 'unreadable', 'removed')),
  reason TEXT,                        -- of a tombstone
  contact_id BIGINT REFERENCES contact (id)
);
CREATE INDEX ledger_state ON ledger (state);
CREATE INDEX ledger_contact ON ledger (contact_id);
CREATE INDEX ledger_folder ON ledger (folder_id);

CREATE TABLE raw (
  ledger_id BIGINT PRIMARY KEY REFERENCES ledger (id) ON DELETE CASCADE,
  octets {blob} NOT NULL
);

CREATE TABLE identity (               -- what makes two messages the same; unique, so that two workstations cannot double
  key TEXT PRIMARY KEY,
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE
);
CREATE INDEX identity_contact ON identity (contact_id);

CREATE TABLE message (                -- headers that join threads
  contact_id BIGINT PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
  message_id TEXT,
  sender TEXT
);
CREATE INDEX message_message_id ON message (message_id);

CREATE TABLE call (
  contact_id BIGINT PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  call_id TEXT,
  ringing_at {time},
  answered_at {time},
  ended_at {time},
  status TEXT NOT NULL CHECK (status IN ('ringing', 'answered', 'ended', 'missed', 'elsewhere', 'unknown')),
  anonymous BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE (source, call_id)
);
CREATE INDEX call_status ON call (status, ringing_at);

CREATE TABLE attachment (
  id {id},
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL
);
CREATE INDEX attachment_contact ON attachment (contact_id);
CREATE INDEX attachment_sha256 ON attachment (sha256);

CREATE TABLE blob (                   -- attachments, once by content
  sha256 TEXT PRIMARY KEY,
  octets {blob} NOT NULL
);

CREATE TABLE tie (                    -- a contact and a case: offered, tied, or untied again
  id {id},
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  certainty TEXT NOT NULL CHECK (certainty IN ('certain', 'likely', 'possible')),
  state TEXT NOT NULL CHECK (state IN ('offered', 'tied', 'untied')),
  reasons TEXT NOT NULL,
  rank INTEGER NOT NULL DEFAULT 0,
  by_id BIGINT REFERENCES person (id),      -- null: by the program
  at {time} NOT NULL,
  UNIQUE (contact_id, case_id)
);
CREATE INDEX tie_case ON tie (case_id, state);

CREATE TABLE quarantine (             -- free text of a case that turned out to be protected, sealed until the lead confirms
  id {id},
  contact_id BIGINT NOT NULL UNIQUE REFERENCES contact (id) ON DELETE CASCADE,
  at {time} NOT NULL,
  sealed {blob} NOT NULL,
  confirmed_at {time},
  confirmed_by BIGINT REFERENCES person (id)
);

-- The rota -----------------------------------------------------------------------------------------------------------

CREATE TABLE post (                   -- what one sits at
  id {id},
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  weekdays TEXT NOT NULL,
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  needs TEXT NOT NULL DEFAULT '[]',
  position INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE rota_person (            -- what the planner has to know about somebody
  person_id BIGINT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  rates TEXT NOT NULL DEFAULT '[]',
  off TEXT NOT NULL DEFAULT '[]',
  qualifications TEXT NOT NULL DEFAULT '[]',  -- "child": a degree in social work (SoL 25:1)
  novice_until DATE,
  mentor_id BIGINT REFERENCES person (id),
  posts TEXT,                         -- null: all of them
  wishes TEXT NOT NULL DEFAULT '[]',
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE pin (                    -- a shift that the planner must leave with its person
  id {id},
  day DATE NOT NULL,
  post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
  person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  UNIQUE (day, post_id)
);

CREATE TABLE plan (
  id {id},
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'replaced')),
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  made_at {time} NOT NULL,
  made_by BIGINT REFERENCES person (id),
  published_at {time},
  published_by BIGINT REFERENCES person (id),
  report TEXT NOT NULL DEFAULT '{{}}',  -- unfilled with reasons, balance
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE plan_shift (
  id {id},
  plan_id BIGINT NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  day DATE NOT NULL,
  post_id BIGINT NOT NULL REFERENCES post (id),
  person_id BIGINT REFERENCES person (id),  -- null: nobody yet
  pinned BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE (plan_id, day, post_id)
);

CREATE TABLE shift (                  -- the published rota and its history
  id {id},
  day DATE NOT NULL,
  post_id BIGINT NOT NULL REFERENCES post (id),
  person_id BIGINT REFERENCES person (id),  -- null: uncovered
  plan_id BIGINT REFERENCES plan (id),
  sequence INTEGER NOT NULL DEFAULT 0,      -- iCalendar SEQUENCE (RFC 5545): up by one at each change
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (day, post_id)
);
CREATE INDEX shift_person ON shift (person_id, day);
