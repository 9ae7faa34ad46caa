-- What came after the first release of boards and surveys. Each part has its own heading; the words in braces are those
-- of 0001.

-- Call cards that are being written --------------------------------------------------------------------------------------

ALTER TABLE card_draft ADD COLUMN holder TEXT NOT NULL DEFAULT '';  -- the window that has it: one at a time

-- What the measures read of contacts and answers, from indexes alone -----------------------------------------------------

DROP INDEX contact_at;
CREATE INDEX contact_at ON contact (at, closed_at, outcome, channel, direction, kind, part_of, thread_id);
CREATE INDEX contact_text_number ON contact_text (contact_id) WHERE phone IS NOT NULL;  -- who can be called back
DROP INDEX outgoing_sent;
DROP INDEX outgoing_state;
CREATE INDEX outgoing_state ON outgoing (state, sent_at, contact_id, is_receipt);

-- What is left of the log of commands after a month ---------------------------------------------------------------------

CREATE TABLE written_day (            -- in which minutes of a day something was written, and by how many; not by whom
  day DATE NOT NULL PRIMARY KEY,
  people INTEGER NOT NULL,            -- who wrote on that day
  minutes TEXT NOT NULL               -- JSON: [[minutes since 1970], [how many in each]]
);
