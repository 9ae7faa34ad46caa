"""The measures counted a second time from the bare tables, with pandas and by other ways: nothing here is ours.

Working time is counted on a grid of minutes, holidays are written out by hand for the year, and each figure is a filter
on a data frame.
"""

from datetime import time
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from mottagning.measures.catalogue import kind
from mottagning.measures.figures import measure_spans

ZONE = "Europe/Stockholm"
HOLIDAYS = pd.to_datetime(
    [
        *("2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-06-06"),
        *("2026-06-19", "2026-06-20", "2026-10-31", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-31"),
        *("2027-01-01", "2027-01-06"),
    ]
)
"""With midsummer's, Christmas' and New Year's eve; Sundays are closed anyway."""
EVES_OF_HOLIDAYS = pd.to_datetime(
    [
        *("2026-01-05", "2026-04-02", "2026-04-04", "2026-04-05", "2026-04-30", "2026-05-13", "2026-05-23"),
        *("2026-06-05", "2026-10-30", "2027-01-05"),
    ]
)
"""Days before holidays of the law, not before eves."""
FIRST, LAST = "2026-01-01", "2027-02-28"


class Hours(NamedTuple):
    """When a unit is open: (weekday, hours), closed dates, half days, and when it closes before holidays."""

    opening: tuple
    closed: tuple = ()
    half_days: tuple = ()
    early: time | None = None


@cache
class Grid:
    """Every minute of the year, and whether the reception is open in it."""

    def __init__(self, hours):
        self.minutes = pd.date_range(FIRST, LAST, freq="min", tz=ZONE).tz_convert("UTC")
        local = self.minutes.tz_convert(ZONE)
        day = local.normalize().tz_localize(None)
        frame = pd.DataFrame({"day": day, "clock": local.hour * 60 + local.minute, "weekday": local.day_of_week})
        is_open = pd.Series(False, index=frame.index)
        for weekday, spans in hours.opening:
            for start, end in spans:
                is_open |= (frame.weekday == weekday) & _between(frame.clock, start, end)
        is_open &= ~frame.day.isin(HOLIDAYS) & ~frame.day.isin(pd.to_datetime(list(hours.closed)))
        if hours.early:
            is_open &= ~(frame.day.isin(EVES_OF_HOLIDAYS) & (frame.clock >= hours.early.hour * 60))
        for half, ((start, end),) in hours.half_days:
            here = frame.day == pd.Timestamp(half)
            is_open[here] = _between(frame.clock[here], start, end)
        self.is_open_at = is_open.to_numpy()
        self.passed = np.concatenate([[0], np.cumsum(self.is_open_at)])
        opened = frame[is_open]
        self.closing = (
            opened.groupby("day").clock.idxmax().map(lambda place: self.minutes[place] + pd.Timedelta("1min"))
        )

    def place(self, at):
        """The place of each moment among the minutes."""
        return self.minutes.get_indexer(pd.DatetimeIndex(at), method="ffill")

    def is_open(self, at):
        return pd.Series(self.is_open_at[self.place(at)], index=at.index)

    def working(self, earlier, later):
        """Open minutes from one to the other."""
        return pd.Series(self._passed(later) - self._passed(earlier), index=earlier.index)

    def _passed(self, at):
        place = self.place(at)
        begun = (pd.DatetimeIndex(at) - self.minutes[place]) / pd.Timedelta("1min")
        return self.passed[place] + np.where(self.is_open_at[place], begun, 0)

    def end_of_next_working_day(self, at):
        days = local_day(at)
        places = self.closing.index.searchsorted(days, side="right")
        return pd.Series(pd.DatetimeIndex(self.closing.to_numpy(), tz="UTC")[places], index=at.index)


def _between(clock, start, end):
    return (clock >= start.hour * 60 + start.minute) & (clock < (end.hour * 60 + end.minute or 24 * 60))


def local_day(at):
    return at.dt.tz_convert(ZONE).dt.normalize().dt.tz_localize(None)


class Tables:
    """The bare tables as data frames."""

    def __init__(self, database):
        with database.reading():
            self.contact = self._read(database, "contact", "at", "closed_at", "due_at")
            self.call = self._read(database, "call", "ringing_at", "answered_at", "ended_at")
            self.text = self._read(database, "contact_text")
            self.sent = self._read(database, "outgoing", "sent_at", "made_at")
            self.tie = self._read(database, "tie", "at")
            dates = ("stage_since", "received", "opened", "decided", "executed", "closed")
            self.case = self._read(database, "cases", days=dates)
            self.history = self._read(database, "case_history", "at")
            self.shift = self._read(database, "shift", days=("day",))
            self.post = self._read(database, "post")
            self.person = self._read(database, "person", days=("left_on",))
            self.absence = self._read(database, "absence", days=("first_day", "last_day"))
            self.log = self._read(database, "command_log", "at")
        calls = self.call.rename(columns={"contact_id": "id"})[
            ["id", "status", "ringing_at", "answered_at", "ended_at"]
        ]
        self.contact = self.contact.merge(calls, on="id", how="left")
        self.contact["day"] = local_day(self.contact["at"])

    def _read(self, database, table, *moments, days=()):
        cursor = database.sql(f"SELECT * FROM {table}")
        frame = pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])
        for name in moments:
            frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601").astype("datetime64[us, UTC]")
        for name in days:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        return frame


def within(days, span):
    return days.between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))


def share(yes):
    return 100 * yes.mean() if len(yes) else None


def quantiles(name, values, excluded, of="", shares=("p80", "p95")):
    """The median, and the smallest value that so many percent of all do not exceed."""
    found = {f"{name}_median{of}": (values.median() if len(values) else None, len(values), excluded)}
    ordered = values.sort_values()
    covered = 100 * np.arange(1, len(values) + 1)
    for which in shares:
        value = ordered[covered >= int(which[1:]) * len(values)].iloc[0] if len(values) else None
        found[f"{name}_{which}{of}"] = (value, len(values), excluded)
    return found


class Counted:
    """The expected figures: name → (value, n, excluded) for a period."""

    def __init__(self, database, now, hours):
        self.grid, self.tables, self.now = Grid(hours), Tables(database), pd.Timestamp(now).tz_convert("UTC")
        self.hours = hours
        self.today = self.now.tz_convert(ZONE).normalize().tz_localize(None)
        self.waits, self.mails, self.episodes = self._waits()
        self.shifts, self.covered = self._shifts()
        self.came = self._arrivals(self.shifts[self.covered])

    def of(self, span):
        return {
            **self._calls(span),
            **self._queue(span),
            **self._promises(span),
            **self._solved(span),
            **self._handling(span),
            **self._children(span),
            **self._law(span),
            **self._help(span),
            **self._stays(span),
            **self._stages(span),
            **self._concerns(span),
            **self._rota(span),
            **self._after_hours(span),
        }

    def _calls(self, span):
        c = self.tables.contact
        came = c[c.status.notna() & (c.direction == "in") & c.part_of.isna() & within(c.day, span)]
        known = came[self.grid.is_open(came["at"]) & came.status.isin(["answered", "ended", "elsewhere", "missed"])]
        answered = known[known.status != "missed"]
        left_out = len(came) - len(known)
        waited = (answered.answered_at - answered.ringing_at).dropna().dt.total_seconds()
        unknown = left_out + len(answered) - len(waited)
        return {
            "calls_answered": (share(known.status != "missed"), len(known), left_out),
            "calls_abandoned": (share(known.status == "missed"), len(known), left_out),
            **quantiles("wait", waited, unknown, shares=("p80", "p90", "p95")),
        }

    def _waits(self):
        c = self.tables.contact
        person = c[(c.direction == "in") & c.part_of.isna() & (c.kind == "person")]
        met = c.closed_at.where(c.outcome.isin(["solved", "referred"]))
        sent = self.tables.sent
        first = sent[(sent.state == "sent") & ~sent.is_receipt.astype(bool)].groupby("contact_id").sent_at.min()
        mails = person[person.channel == "mail"].assign(sort="mail")
        answered = pd.Series(mails.id.map(first.to_dict()), index=mails.index, dtype=c["at"].dtype)
        mails["met"] = pd.concat([met[mails.index], answered], axis=1).min(axis=1)
        calls = person[person.status.notna() & (person.status != "missed")].assign(sort="phone")
        calls["met"] = calls.answered_at
        letters = person[(person.channel == "letter") & (person.outcome != "no_action")].assign(sort="letter")
        letters["met"] = met[letters.index]
        missed = person[person.status == "missed"].merge(
            self.tables.text[["contact_id", "phone"]], left_on="id", right_on="contact_id"
        )
        missed["who"] = missed.thread_id.where(missed.thread_id.notna(), -missed.id)
        missed = missed.sort_values(["who", "at", "id"])
        begins = (missed.who != missed.who.shift()) | (missed["at"].diff() > pd.Timedelta("14D"))
        groups = missed.groupby(begins.cumsum())
        episodes = groups.agg(at=("at", "first"), day=("day", "first"), phone=("phone", lambda each: each.iloc[0]))
        done = groups.closed_at.max().where(groups.closed_at.apply(lambda each: each.notna().all()))
        reached = groups.outcome.apply(lambda each: each.isin(["solved", "referred"]).any())
        episodes = episodes.assign(done=done, met=done.where(reached), sort="phone")
        columns = ["at", "day", "met", "sort"]
        return (
            pd.concat([each[columns] for each in (mails, calls, letters, episodes)], ignore_index=True),
            mails,
            episodes,
        )

    def _queue(self, span):
        waits, found = self.waits[within(self.waits.day, span)], {}
        for of, sorts in (("", ["phone", "mail", "letter"]), ("/phone", ["phone"]), ("/mail", ["mail"])):
            those = waits[waits.sort.isin(sorts)]
            known = those[those.met.notna() & (those.met >= those["at"])]
            minutes = self.grid.working(known["at"], known.met)
            found |= quantiles("queue", minutes, len(those) - len(known), of)
        return found

    def _promises(self, span):
        calls = self.episodes[within(self.episodes.day, span)]
        mails = self.mails[within(self.mails.day, span)]
        due = self.grid.end_of_next_working_day(mails["at"])
        asked = mails.met.notna() | mails.closed_at.isna()
        return {
            "callbacks_in_time": self._kept(calls["at"].where(calls.phone.notna()) + pd.Timedelta("24h"), calls.done),
            "mail_in_time": self._kept(due, mails.closed_at),
            "mail_answered_in_time": self._kept(due.where(asked), mails.met),
        }

    def _kept(self, due, done):
        counts = due.notna() & (done.notna() | (due < self.now))
        return share((done <= due)[counts]), int(counts.sum()), int((~counts).sum())

    def _solved(self, span):
        c = self.tables.contact
        ended = c[(c.kind == "person") & c.part_of.isna() & c.outcome.notna() & c.closed_at.notna()]
        ended = ended[~ended.status.isin(["missed", "elsewhere", "ringing"])]
        ended = ended[within(local_day(ended.closed_at), span)]
        asked = ended[(ended.status != "unknown") & (ended.outcome != "no_action")]
        return {"solved_at_desk": (share(asked.outcome == "solved"), len(asked), len(ended) - len(asked))}

    def _handling(self, span):
        cases = self.tables.case
        decided = cases[within(cases.decided, span)]
        kinds = {"": decided.index == decided.index}
        for category in cases.category.unique():
            kinds[f"/{category}"] = decided.category == category
        for category, type_ in cases[["category", "type"]].dropna().drop_duplicates().itertuples(index=False):
            kinds[f"/{category}/{type_}"] = (decided.category == category) & (decided.type == type_)
        found = {}
        for of, belongs in kinds.items():
            days = (decided[belongs].decided - decided[belongs].received).dt.days
            found |= quantiles("handling", days[days >= 0], int((~(days >= 0)).sum()), of)
        return found

    def _children(self, span):
        cases = self.tables.case
        opened = cases[(cases.category == "child") & cases.opened.notna()]
        stops = [opened[name].where(opened[name] >= opened.opened) for name in ("decided", "closed")]
        ended = pd.concat(stops, axis=1).min(axis=1)
        over = within(ended, span)
        found = quantiles("child", (ended - opened.opened).dt.days[over], 0)
        months = opened.opened + pd.DateOffset(months=4)
        for name, due in (("child_in_4_months", months), ("child_in_120_days", opened.opened + pd.Timedelta("120D"))):
            found[name] = self._decided(due, ended, span)
        found["closed_in_time"] = found["child_in_4_months"]  # no prolongations were decided
        return found

    def _decided(self, due, stopped, span):
        in_time = stopped <= due
        day = stopped.where(in_time, due.where(due < self.today))
        day = day.where(in_time | (due < self.today) | stopped.isna(), due)
        here = within(day, span)
        return share(in_time[here]), int(here.sum()), 0

    def _law(self, span):
        """The 14 days of a report of concern (SoL 20:2): not where an investigation was open before."""
        cases = self.tables.case
        reports = cases[(cases.type == "orosanmälan") & cases.received.notna()]
        reports = reports[~(reports.opened < reports.received)]
        stops = [reports[name].where(reports[name] >= reports.received) for name in ("opened", "decided", "closed")]
        return {
            "opened_in_time": self._decided(
                reports.received + pd.Timedelta("14D"), pd.concat(stops, axis=1).min(axis=1), span
            )
        }

    def _help(self, span):
        cases = self.tables.case
        helped = cases[within(cases.executed, span)]
        ties = self.tables.tie[self.tables.tie.state == "tied"].merge(
            self.tables.contact[["id", "day"]], left_on="contact_id", right_on="id"
        )
        first = helped.id.map(ties.groupby("case_id").day.min())
        days = (helped.executed - pd.concat([first, helped.received], axis=1).min(axis=1)).dt.days
        return quantiles("help", days[days >= 0], int((~(days >= 0)).sum()))

    def _stays(self, span):
        cases, history = self.tables.case, self.tables.history
        moved = history[history.field == "stage"][["case_id", "at", "old"]].rename(columns={"old": "stage"})
        dated = history[history.field == "stage_since"][["case_id", "at", "old", "new"]]
        stays = moved.merge(dated, on=["case_id", "at"], how="left")
        began = pd.to_datetime(stays.old)
        ended = pd.to_datetime(stays.new).astype("datetime64[us]").fillna(local_day(stays["at"]))
        stays = pd.DataFrame({"stage": stays.stage, "began": began, "ended": ended})
        closed = cases[cases.closed.notna()]
        closed = pd.DataFrame({"stage": closed.stage, "began": closed.stage_since, "ended": closed.closed})
        stays = pd.concat([stays, closed], ignore_index=True)
        stays = stays[within(stays.ended, span)]
        found = {}
        for stage in ("received", "investigation", "decision", "execution", "follow_up"):
            those = stays[stays.stage == stage]
            days = (those.ended - those.began).dt.days
            found |= quantiles("stage_time", days[days >= 0], int((~(days >= 0)).sum()), f"/{stage}")
        return found

    def _stages(self, span):
        """Each case as it was known at the end of the last day: by the first thing that a feed changed after it."""
        day = min(pd.Timestamp(span[1]), self.today)
        end = (day + pd.Timedelta("1D")).tz_localize(ZONE).tz_convert("UTC")
        cases = self.tables.case.set_index("id")
        later = self.tables.history[self.tables.history["at"] >= end].sort_values("at")
        first = later.groupby(["field", "case_id"], as_index=False).first()
        was = {field: rows.set_index("case_id") for field, rows in first.groupby("field")}
        then = {}
        for field in ("stage", "stage_since", "closed"):
            then[field] = cases[field].copy()
            if field in was:
                changed = later[later.field == field].drop_duplicates("case_id").set_index("case_id").old
                changed = changed if field == "stage" else pd.to_datetime(changed).astype("datetime64[us]")
                then[field].loc[changed.index] = changed
        is_open = (then["closed"].isna() | (then["closed"] > day)) & ~(cases.received > day)
        found = {}
        for stage in ("received", "investigation", "decision", "execution", "follow_up"):
            since = then["stage_since"][is_open & (then["stage"] == stage)]
            known = (day - since.dropna()).dt.days.clip(lower=0)
            value = known.median() if len(known) else None
            found[f"stage_days_{stage}"] = (value, len(known), len(since) - len(known))
        return found

    def _concerns(self, span):
        c = self.tables.contact
        reports = c[(c.concern == "marked") & within(c.day, span)]
        tied = self.tables.tie[self.tables.tie.state == "tied"].contact_id
        return {"concerns_with_case": (share(reports.id.isin(tied)), len(reports), 0)}

    def _shifts(self):
        """The shifts at the desk with their hours, and whether somebody sat there."""
        t = self.tables
        shifts = t.shift.merge(t.post, left_on="post_id", right_on="id")
        shifts = shifts[shifts.kind.isin(["desk", "lunch"]) & shifts.day.isin(self.grid.closing.index)]
        hours = [self._hours(row) for row in shifts.itertuples()]
        shifts = shifts.assign(start=[h[0] for h in hours], end=[h[1] for h in hours])
        shifts = shifts[shifts.start < shifts.end].reset_index(drop=True)
        for name in ("start", "end"):
            local = shifts.day + pd.to_timedelta(shifts[name], unit="min")
            shifts[f"{name}_at"] = local.dt.tz_localize(ZONE).dt.tz_convert("UTC")
        return shifts, pd.Series([self._sits(row) for row in shifts.itertuples()], dtype=bool)

    def _rota(self, span):
        here = within(self.shifts.day, span)
        mine = self.shifts[here & self.covered]
        worked = (mine.end_at - mine.start_at).sum() / pd.Timedelta("1h") if len(mine) else 0
        people = mine.person_id.nunique()
        weeks = ((pd.Timestamp(span[1]) - pd.Timestamp(span[0])).days + 1) / 7
        came = self.came[within(self.came.day, span)]
        enough = people >= 5
        return {
            "rota_covered": (share(self.covered[here]), int(here.sum()), 0),
            "desk_hours_week": (worked / people / weeks if enough else None, len(mine), 0),
            "interruptions_per_hour": (came.interrupts.sum() / worked if enough else None, len(came), 0),
        }

    def _hours(self, shift):
        start, end = (int(said[:2]) * 60 + int(said[3:]) for said in (shift.starts, shift.ends))
        half = dict(self.hours.half_days).get(shift.day.date())
        if half:
            return max(start, half[0][0].hour * 60), min(end, half[0][1].hour * 60)
        is_early = self.hours.early and shift.day in EVES_OF_HOLIDAYS
        return start, min(end, self.hours.early.hour * 60) if is_early else end

    def _sits(self, shift):
        if pd.isna(shift.person_id):
            return False
        left = self.tables.person.set_index("id").left_on[shift.person_id]
        if not pd.isna(left) and left < shift.day:
            return False
        needed = {"am"} if shift.start < 720 else set()
        needed |= {"pm"} if shift.end > 720 else set()
        away = self.tables.absence
        away = away[(away.person_id == shift.person_id) & (away.first_day <= shift.day) & (away.last_day >= shift.day)]
        gone = set()
        for half in away.half:
            gone |= {"am", "pm"} if half is None or pd.isna(half) else {half}
        return not needed & gone

    def _arrivals(self, there):
        """Calls and visits that came while somebody sat there, and whether all of them were busy."""
        c = self.tables.contact
        talks = c[c.answered_at.notna() & (c.ended_at >= c.answered_at)]
        noted = talks.closed_at.between(talks.ended_at, talks.ended_at + pd.Timedelta("15min"))
        held = pd.DataFrame({"start": talks.answered_at, "end": talks.closed_at.where(noted, talks.ended_at)})
        visits = c[(c.channel == "visit") & (c.direction == "in") & c.part_of.isna() & c.closed_at.notna()]
        longest = visits["at"] + pd.Timedelta("1h")
        held = pd.concat([held, pd.DataFrame({"start": visits["at"], "end": visits.closed_at.clip(upper=longest)})])
        came = c[c.channel.isin(["phone", "visit"]) & (c.direction == "in") & c.part_of.isna()]
        sitting = [int(((there.start_at <= at) & (there.end_at > at)).sum()) for at in came["at"]]
        busy = [int(((held.start < at) & (held.end > at)).sum()) for at in came["at"]]
        came = came.assign(sitting=sitting, interrupts=np.array(busy) >= np.array(sitting))
        return came[came.sitting > 0]

    def _after_hours(self, span):
        log = self.tables.log[self.tables.log.actor_id.notna()]
        log = log.assign(minute=log["at"].dt.floor("min"))
        minutes = log.drop_duplicates(["actor_id", "minute"])
        minutes = minutes[within(local_day(minutes.minute), span)]
        outside = ~self.grid.is_open(minutes.minute)
        return {"after_hours": (share(outside) if minutes.actor_id.nunique() >= 5 else None, len(minutes), 0)}


def differences(database, spans, now, hours):
    """What the program says that pandas does not count, or the other way round: (period, measure, both answers)."""
    expected = Counted(database, now, hours)
    found = []
    for span, measures in zip(spans, measure_spans(database, spans, now), strict=True):
        # Surveys are others' matter; of all deadlines together the two that the law is about are looked at.
        told = {each.name: each for each in measures if not each.name.startswith(("survey", "deadlines_kept"))}
        wanted = expected.of(span)
        for name in told.keys() | wanted.keys():
            value, n, excluded = wanted.get(name, (None, None, None))
            is_withheld = value is not None and n < 5 and kind(name).points_at_people
            mine = told.get(name)
            # What would tell of the few is withheld too: test_withholding.py asks what that is.
            told_nothing = value is None or is_withheld or (mine is not None and mine.is_withheld)
            theirs = None if told_nothing else pytest.approx(value)
            if mine is None or (mine.value, mine.n, mine.excluded) != (theirs, n, excluded):
                found.append((span, name, mine, (value, n, excluded)))
            elif is_withheld and not mine.is_withheld:
                found.append((span, name, mine, "withheld"))
    return found
