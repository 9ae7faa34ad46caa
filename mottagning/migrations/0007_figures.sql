-- What came after the first release of boards and surveys. Each part has its own heading; the words in braces are those
-- of 0001.

-- Call cards that are being written --------------------------------------------------------------------------------------

ALTER TABLE card_draft ADD COLUMN holder TEXT NOT NULL DEFAULT '';  -- the window that has it: one at a time
