-- What issue 5 adds: the desk, where anyone can answer anyone and nothing is forgotten. One headed part for each matter.

-- Promises, passing on, and what belongs together -----------------------------------------------------------------------

ALTER TABLE contact ADD COLUMN booked BOOLEAN NOT NULL DEFAULT FALSE;  -- the promised time is one with its owner
ALTER TABLE contact ADD COLUMN part_of BIGINT REFERENCES contact (id);  -- a second thing to do with that contact

CREATE INDEX contact_part_of ON contact (part_of);

CREATE TABLE draft (                  -- what somebody has begun to write, until it is kept, sent or done with
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  person_id BIGINT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('note', 'answer')),
  text TEXT NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (contact_id, person_id, kind)
);

CREATE TABLE notice (                 -- an e-mail without content to a colleague who is not at the desk
  id {id},
  person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  mailbox_id BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  message_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
  made_at {time} NOT NULL,
  next_at {time} NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  error TEXT                          -- a sentence
);
CREATE INDEX notice_person ON notice (person_id, made_at);
CREATE INDEX notice_state ON notice (state);

CREATE TABLE told (                   -- what was told to whom, and when: each thing once
  person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  what TEXT NOT NULL CHECK (what IN ('given', 'due', 'late')),
  of_time {time} NOT NULL,            -- the time it was about: when another one is set, it is another thing
  at {time} NOT NULL,
  notice_id BIGINT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  PRIMARY KEY (person_id, contact_id, what, of_time)
);

-- The baton -----------------------------------------------------------------------------------------------------------

CREATE TABLE baton (                  -- what the desk leaves at the end of a working day, and who took it over
  id {id},
  day DATE NOT NULL UNIQUE,
  by_id BIGINT,                       -- who handed over, and when; nobody did when these are NULL
  handed_at {time},
  signed_by BIGINT,
  signed_at {time},
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((by_id IS NULL) = (handed_at IS NULL)),
  CHECK ((signed_by IS NULL) = (signed_at IS NULL))
);

CREATE TABLE baton_line (             -- a word to tomorrow: a text of its own, or the note of a contact
  id {id},
  day DATE NOT NULL,
  at {time} NOT NULL,
  by_id BIGINT NOT NULL,
  text TEXT,                          -- content; disposed of by rule
  note_id BIGINT REFERENCES note (id) ON DELETE CASCADE,  -- so it goes when its contact is redacted
  CHECK ((text IS NULL) <> (note_id IS NULL))
);
CREATE INDEX baton_line_day ON baton_line (day);
CREATE INDEX baton_line_note ON baton_line (note_id);

CREATE TABLE tonight (                -- whom the social emergency service must know of after a working day
  id {id},
  day DATE NOT NULL,
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  why TEXT NOT NULL CHECK (why IN ('threat', 'child', 'other')),
  by_id BIGINT,
  at {time} NOT NULL,
  told_by BIGINT,                     -- who told them, and when
  told_at {time},
  UNIQUE (day, contact_id),
  CHECK ((told_by IS NULL) = (told_at IS NULL))
);
CREATE INDEX tonight_contact ON tonight (contact_id);

-- Mail that was answered elsewhere --------------------------------------------------------------------------------------

ALTER TABLE outgoing ADD COLUMN elsewhere BOOLEAN NOT NULL DEFAULT FALSE;  -- written in a mail program, and found

CREATE TABLE sent_folder (            -- where a mailbox keeps what it sent: no source of contacts, so no mail_folder
  mailbox_id BIGINT PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
  name TEXT,
  error TEXT,                         -- a sentence
  token TEXT                          -- where the source's next look goes on
);

CREATE TABLE sent_seen (              -- what was looked at there, by its name in the folder; nothing of what it says
  mailbox_id BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (mailbox_id, name)
);

CREATE TABLE sent_waits (             -- what it answers has not come yet, or has not been understood
  mailbox_id BIGINT NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  key TEXT NOT NULL,                  -- a Message-ID that it names
  since {time} NOT NULL,
  PRIMARY KEY (mailbox_id, name, key)
);

-- A client with a new name is found under both -------------------------------------------------------------------------

CREATE TABLE former_name (            -- what the case list called the client of a case before; gone when she is protected
  id {id},
  case_id BIGINT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  name_key {folded} NOT NULL,         -- folded words in order
  UNIQUE (case_id, name_key)
);

CREATE TABLE former_name_word (
  former_id BIGINT NOT NULL REFERENCES former_name (id) ON DELETE CASCADE,
  word {folded} NOT NULL,
  PRIMARY KEY (word, former_id)
);
CREATE INDEX former_name_word_former ON former_name_word (former_id);

DROP INDEX party_word_party;          -- names of several words: whether somebody has the others too, the index tells
CREATE INDEX party_word_party ON party_word (party_id, word);

-- Answers by Microsoft Graph --------------------------------------------------------------------------------------------

ALTER TABLE outgoing ADD COLUMN draft TEXT;  -- the immutable id of the draft that is sent, and of what it becomes
ALTER TABLE outgoing ADD COLUMN look_at {time};  -- of one that is being sent: when it is asked again what became of it

-- A switchboard and its certificate -----------------------------------------------------------------------------------

ALTER TABLE switchboard ADD COLUMN certificate TEXT;          -- its subject (RFC 4514): who shows it needs no key
ALTER TABLE switchboard ADD COLUMN refused_certificate TEXT;  -- of the one that was turned away last

-- Disposal ------------------------------------------------------------------------------------------------------------

CREATE INDEX contact_kept ON contact (registered, closed_at) WHERE redacted_at IS NULL;  -- what still has content

-- Routines ------------------------------------------------------------------------------------------------------------

CREATE TABLE routine (                -- a routine as the team lead has it; those of the program stand in its resources
  id {id},
  key TEXT NOT NULL UNIQUE,           -- of one that the program came with, else a UUID
  document TEXT NOT NULL,             -- JSON
  removed BOOLEAN NOT NULL DEFAULT FALSE,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE routine_wording (        -- every wording of the unit's, and those of the program's that somebody followed
  id {id},                            -- what the course of a contact names
  key TEXT NOT NULL,
  version INTEGER NOT NULL,           -- 0: as the program had it
  document TEXT NOT NULL,
  removed BOOLEAN NOT NULL DEFAULT FALSE,
  at {time} NOT NULL,
  by_id BIGINT REFERENCES person (id)
);
CREATE INDEX routine_wording_key ON routine_wording (key, version);

-- What was sent as a draft is known again by its id among what was sent -------------------------------------------------

CREATE INDEX outgoing_draft ON outgoing (draft) WHERE draft IS NOT NULL;

-- What was opened beyond the day's work -------------------------------------------------------------------------------

CREATE INDEX audit_opened ON audit (at) WHERE action = 'opened_beyond';  -- asked by the overview, each minute
