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

ALTER TABLE mail_folder ADD COLUMN progress_at {time};  -- a look is under way and had come so far
ALTER TABLE mail_folder ADD COLUMN token TEXT;          -- where the source's next look goes on
