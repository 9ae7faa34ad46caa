-- Surveys ---------------------------------------------------------------------------------------------------------------

CREATE TABLE survey_tally (           -- how often each answer was given: counts alone, no row is anybody's answers
  week DATE NOT NULL,                 -- its Monday
  way TEXT NOT NULL CHECK (way IN ('form', 'card', 'file')),
  channel TEXT NOT NULL,              -- phone, mail, visit or letter; '' when nobody said
  category TEXT NOT NULL,             -- of the case, which is the kind of help; '' when nobody said
  question TEXT NOT NULL,
  answer INTEGER NOT NULL,            -- 1 to 5; of the question of effect 0 no, 1 in part, 2 yes
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (week, way, channel, category, question, answer)
);

CREATE TABLE survey_seen (            -- rows of files that are counted already, so that none is counted twice
  digest TEXT NOT NULL PRIMARY KEY
);

-- Improvement work -----------------------------------------------------------------------------------------------------

CREATE TABLE improvement (            -- what was changed in how we work; marked on the charts of the goals
  id {id},
  title TEXT NOT NULL,                -- about work, never about clients
  about TEXT NOT NULL DEFAULT '[]',   -- JSON: names of the goals it is to move; none: all of them
  owner_id BIGINT REFERENCES person (id),
  made_on DATE NOT NULL,
  follow_up DATE,
  learnt TEXT NOT NULL DEFAULT '',    -- once it was followed up
  counts_anew BOOLEAN NOT NULL DEFAULT FALSE,  -- charts count their limits anew from that day
  removed BOOLEAN NOT NULL DEFAULT FALSE,
  version INTEGER NOT NULL DEFAULT 1
);

-- Board meetings --------------------------------------------------------------------------------------------------------

CREATE TABLE board_meeting (          -- one a day: what "since last time" is counted from
  day DATE NOT NULL PRIMARY KEY,
  began_at {time} NOT NULL,
  by_id BIGINT REFERENCES person (id)
);

CREATE TABLE agreement (              -- what was agreed at the board: codes of cases and colleagues, nobody else's name
  id {id},
  agreed_on DATE NOT NULL,
  words TEXT NOT NULL,
  person_id BIGINT REFERENCES person (id),   -- who does it; null: all of them
  due_on DATE,
  done_at {time},
  done_by BIGINT REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX agreement_open ON agreement (agreed_on) WHERE done_at IS NULL;

-- Words on call cards ---------------------------------------------------------------------------------------------------

CREATE TABLE card_draft (             -- what somebody has begun to write on a call card, until it is saved
  card TEXT NOT NULL PRIMARY KEY,     -- its UUID
  person_id BIGINT NOT NULL REFERENCES person (id),
  contact_id BIGINT REFERENCES contact (id) ON DELETE CASCADE,  -- the call that rings there
  channel TEXT NOT NULL,
  typed TEXT NOT NULL,                -- about who it is, while no case is chosen
  case_id BIGINT REFERENCES cases (id) ON DELETE SET NULL,
  text TEXT NOT NULL,
  begun_at {time} NOT NULL,
  at {time} NOT NULL
);

-- What the measures are counted of --------------------------------------------------------------------------------------

ALTER TABLE outgoing ADD COLUMN is_receipt BOOLEAN NOT NULL DEFAULT FALSE;  -- says that it came: no answer yet
UPDATE outgoing SET is_receipt = TRUE WHERE EXISTS (
  SELECT 1 FROM contact_step
  WHERE contact_step.contact_id = outgoing.contact_id AND step = 'receipt_sent' AND contact_step.at = outgoing.made_at
);

DROP INDEX contact_closed;
CREATE INDEX contact_closed ON contact (closed_at, at);  -- what was closed in a period and came before it
CREATE INDEX contact_concern ON contact (at) WHERE concern = 'marked';
CREATE INDEX outgoing_sent ON outgoing (sent_at, contact_id) WHERE state = 'sent' AND NOT is_receipt;
CREATE INDEX case_history_at ON case_history (field, at, case_id, old, new);  -- all that is asked of it
DROP INDEX command_log_at;
CREATE INDEX command_log_at ON command_log (at, actor_id);
DROP INDEX tie_case;
CREATE INDEX tie_case ON tie (case_id, state, contact_id);

-- Who pinned a shift ----------------------------------------------------------------------------------------------------

ALTER TABLE pin ADD COLUMN by_id BIGINT REFERENCES person (id) ON DELETE SET NULL;
ALTER TABLE pin ADD COLUMN at {time};  -- not known of those from before
