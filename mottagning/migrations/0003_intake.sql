-- What issue 4 adds: everything that comes in, from any mailbox and any switchboard.

-- Mailboxes as sources ------------------------------------------------------------------------------------------------

ALTER TABLE ledger ADD COLUMN source_kind TEXT NOT NULL DEFAULT 'desk'
  CHECK (source_kind IN ('imap', 'graph', 'call', 'desk'));
UPDATE ledger SET source_kind = kind;
ALTER TABLE ledger DROP COLUMN kind;
ALTER TABLE ledger RENAME COLUMN source_kind TO kind;
ALTER TABLE ledger ADD COLUMN fingerprint TEXT;   -- hash of size, Message-ID and time, as the source gives them
ALTER TABLE ledger ADD COLUMN gone_at {time};     -- when it was seen that it is no longer at its place
ALTER TABLE ledger ADD COLUMN moved_to TEXT;      -- the folder of the same mailbox where it was found then

CREATE INDEX ledger_folder_received ON ledger (folder_id, received_at);
CREATE INDEX ledger_kind_received ON ledger (kind, received_at);

ALTER TABLE mail_folder ADD COLUMN progress_at {time};  -- a look is under way and had come so far
ALTER TABLE mail_folder ADD COLUMN token TEXT;          -- where the source's next look goes on

-- The phone -----------------------------------------------------------------------------------------------------------

ALTER TABLE call ADD COLUMN told TEXT NOT NULL DEFAULT '';  -- which events were told of it, each once, with spaces

CREATE TABLE switchboard (            -- who may tell of calls by HTTP; the hash of its key lies in `secret`
  id {id},
  name TEXT NOT NULL UNIQUE,
  dialect TEXT NOT NULL CHECK (dialect IN ('cti', 'sipgate', '46elks')),
  connect TEXT,                       -- 46elks asks where a call shall go
  told_at {time},                     -- when it last told of something that was understood
  refused_at {time},                  -- and when it last was turned away
  refused_why TEXT CHECK (refused_why IN ('key', 'content')),
  address TEXT,                       -- where the service listens for it
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE call_log (               -- a switchboard's own log that was read: up to when it knows all calls
  id {id},
  at {time} NOT NULL,
  since {time} NOT NULL,
  until {time} NOT NULL
);

-- Mail that is understood ---------------------------------------------------------------------------------------------

ALTER TABLE contact ADD COLUMN may_be_answered BOOLEAN NOT NULL DEFAULT FALSE;  -- by a program (RFC 3834)
ALTER TABLE contact ADD COLUMN quiet BOOLEAN NOT NULL DEFAULT FALSE;  -- a machine's: shown apart from what waits
ALTER TABLE attachment ADD COLUMN inline BOOLEAN NOT NULL DEFAULT FALSE;  -- shown within the HTML

CREATE TABLE message_key (            -- what a message is known by to those that answer it
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  key TEXT NOT NULL,                  -- its id, an id it answers, "sent:" and its time, "conversation:" and its mark
  PRIMARY KEY (key, contact_id)
);
CREATE INDEX message_key_contact ON message_key (contact_id);
INSERT INTO message_key (contact_id, key) SELECT contact_id, message_id FROM message WHERE message_id IS NOT NULL;

-- Microsoft 365 -------------------------------------------------------------------------------------------------------

ALTER TABLE mailbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'imap' CHECK (kind IN ('imap', 'graph'));
ALTER TABLE mailbox ADD COLUMN auth TEXT NOT NULL DEFAULT 'password'
  CHECK (auth IN ('password', 'app', 'person'));  -- what `secret` holds: that, an app's secret, a person's sign-in
ALTER TABLE mailbox ADD COLUMN tenant TEXT;
ALTER TABLE mailbox ADD COLUMN client_id TEXT;

-- Answers by mail -----------------------------------------------------------------------------------------------------

CREATE TABLE mail_sender (            -- how answers leave a mailbox: with its own sign-in, by another server
  mailbox_id BIGINT PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
  address TEXT NOT NULL,              -- what they come from
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  security TEXT NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
  files_itself BOOLEAN NOT NULL DEFAULT FALSE,  -- the server puts a copy in the folder of what was sent
  phone TEXT NOT NULL DEFAULT '',     -- the reception's, for whoever is asked to call
  signature TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE outgoing (               -- an answer on its way; what it says lies in `note` and `outgoing_raw`
  id {id},
  contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  mailbox_id BIGINT NOT NULL REFERENCES mailbox (id),
  message_id TEXT NOT NULL UNIQUE,    -- ours, by which it is found again
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unsure')),
  by_id BIGINT,
  note_id BIGINT,
  made_at {time} NOT NULL,
  next_at {time},                     -- of one that waits: not before
  handed_at {time},                   -- when it last was handed to the server
  sent_at {time},
  tries INTEGER NOT NULL DEFAULT 0,
  error TEXT,                         -- a sentence
  filed BOOLEAN NOT NULL DEFAULT FALSE,  -- a copy lies in the folder of what was sent
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((state = 'waiting') = (next_at IS NOT NULL))
);
CREATE INDEX outgoing_state ON outgoing (state);
CREATE INDEX outgoing_contact ON outgoing (contact_id);

CREATE TABLE outgoing_raw (           -- until it is sent and filed
  outgoing_id BIGINT PRIMARY KEY REFERENCES outgoing (id) ON DELETE CASCADE,
  recipient TEXT NOT NULL,
  octets {blob} NOT NULL
);
