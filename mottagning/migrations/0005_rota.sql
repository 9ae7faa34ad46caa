-- Versions of the published rota ---------------------------------------------------------------------------------------

CREATE TABLE rota_version (           -- every change of the published rota, by a plan or by hand
  id {id},
  at {time} NOT NULL,
  by_id BIGINT REFERENCES person (id),
  kind TEXT NOT NULL,                 -- published, taken_back, moved, swapped, stood_in or imported
  why TEXT NOT NULL DEFAULT '',       -- a line of whoever made it
  plan_id BIGINT                      -- the plan that was published or taken back
);

CREATE TABLE rota_change (            -- what a version changed: who sat there before, who after; null is nobody
  version_id BIGINT NOT NULL REFERENCES rota_version (id) ON DELETE CASCADE,
  day DATE NOT NULL,
  post_id BIGINT NOT NULL REFERENCES post (id),
  before_id BIGINT REFERENCES person (id),
  after_id BIGINT REFERENCES person (id),
  is_new BOOLEAN NOT NULL DEFAULT FALSE,   -- there was no such shift before
  is_gone BOOLEAN NOT NULL DEFAULT FALSE,  -- there is none after
  PRIMARY KEY (version_id, day, post_id)
);
CREATE INDEX rota_change_day ON rota_change (day);

CREATE TABLE calendar_event (         -- what exported calendars have said, so that the next one changes or cancels it
  calendar BIGINT NOT NULL,           -- whose: a person's id, 0 for everybody's
  shift_id BIGINT NOT NULL,           -- the shift may be gone by now
  day DATE NOT NULL,
  post_id BIGINT NOT NULL,
  said TEXT NOT NULL,                 -- its words and hours; '' when it was cancelled
  sequence INTEGER NOT NULL,          -- as it was exported
  PRIMARY KEY (calendar, shift_id)
);

-- Shifts that change hands ----------------------------------------------------------------------------------------------

CREATE TABLE shift_swap (
  id {id},
  day DATE NOT NULL,                  -- the shift that is asked for
  post_id BIGINT NOT NULL REFERENCES post (id),
  asker_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  asked_of_id BIGINT REFERENCES person (id),  -- null: everybody
  taker_id BIGINT REFERENCES person (id),
  return_day DATE,                    -- what the taker gives for it; null: nothing
  return_post_id BIGINT REFERENCES post (id),
  state TEXT NOT NULL CHECK (state IN ('asked', 'taken', 'done', 'refused', 'withdrawn', 'lapsed')),
  asked_at {time} NOT NULL,
  ended_at {time},
  ended_by BIGINT REFERENCES person (id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX shift_swap_open ON shift_swap (day) WHERE state IN ('asked', 'taken');

-- What the rota knows ---------------------------------------------------------------------------------------------------

ALTER TABLE post ADD COLUMN kind TEXT NOT NULL DEFAULT 'desk' CHECK (kind IN ('desk', 'lunch', 'standby'));
ALTER TABLE post ADD COLUMN other_hours TEXT NOT NULL DEFAULT '[]';  -- of single weekdays: [weekday, from, to]
