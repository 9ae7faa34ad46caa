"""The measures of what comes in: calls, callbacks, mail, time to first contact, and what the desk solves itself.

What came in belongs to the period in which it came, what was closed to the one in which it was closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy

from mottagning.db import Database
from mottagning.measures import counting
from mottagning.measures.arrays import (
    DAY,
    EPOCH,
    MINUTE,
    NONE,
    SECOND,
    Flags,
    Numbers,
    Words,
    cut,
    joined,
    microseconds,
)
from mottagning.measures.asked import EPISODE, Asked, Found, put_together
from mottagning.measures.columns import Moment, Number, Word, one_of, read, stored
from mottagning.measures.counting import Calls
from mottagning.measures.opentime import local_days

_ANSWER_DAYS = 1
"""Working days in which an e-mail is to be answered (JO's practice; KKiK asks for one day)."""

_STATUS = ("ringing", "answered", "ended", "missed", "elsewhere", "unknown")
_OUTCOMES = ("solved", "accepted", "referred", "no_action")
_CHANNELS = ("phone", "mail", "visit", "letter")
_IS_WHOLE = "contact.kind = 'person' AND contact.part_of IS NULL"
"""A second thing to do with a contact did not come by itself, and what machines send waits for nobody."""
_CAME = f"CASE WHEN contact.direction = 'in' AND {_IS_WHOLE} THEN contact.channel END"
_OUTCOME = Word(f"CASE WHEN {_IS_WHOLE} THEN contact.outcome END", _OUTCOMES)
_CONTACTS = "FROM contact WHERE contact.at >= ? AND contact.at < ?"
"""All that is read of them stands in the index of `at`, which is half as long as they are."""
_CALLS = "FROM call WHERE call.contact_id >= ? AND call.contact_id <= ?"
"""Contacts lie in the order in which they came: a stretch of them is read sooner than each by an index."""
_MISSED_LATER = f"""
    FROM call JOIN contact ON contact.id = call.contact_id
    WHERE call.status = 'missed' AND (call.ringing_at >= ? OR call.ringing_at IS NULL)
    AND contact.at >= ? AND contact.direction = 'in' AND {_IS_WHOLE}
"""
"""By the index of calls, with a day to spare for those that came when their ringing was not known."""
_NUMBERS = "FROM contact_text WHERE contact_id >= ? AND contact_id <= ? AND phone IS NOT NULL"
_SENT = "FROM outgoing WHERE state = 'sent' AND NOT is_receipt AND sent_at >= ?"
_CLOSED = "FROM contact WHERE contact.closed_at >= ? AND contact.closed_at < ? AND contact.at < ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """What came in the days that are laid out, a row each; `day` is the local one, `came` the channel of what a person
    turned to us with. `status` and what follows are those of calls."""

    id: Numbers
    thread: Numbers
    at: Numbers
    day: Numbers
    closed: Numbers
    came: Words
    outcome: Words
    status: Words
    rang: Numbers
    answered: Numbers
    ended: Numbers


@dataclass(frozen=True, slots=True)
class _Waits:
    """From when somebody turned to us until somebody here had contact with her (`NONE`: not yet, or nobody knows)."""

    at: Numbers
    day: Numbers
    met: Numbers


@dataclass(frozen=True, slots=True)
class _Mails:
    """Messages from people: when each came, was answered and was closed."""

    at: Numbers
    day: Numbers
    closed: Numbers
    answered: Numbers


@dataclass(frozen=True, slots=True)
class _Missed:
    """Numbers that were missed: when each began to call, whether it can be called back, and when that was done."""

    at: Numbers
    day: Numbers
    has_number: Flags
    done: Numbers
    met: Numbers


def load(database: Database, asked: Asked) -> Contacts:
    """Inside `reading`: what came in from `asked.since` until `asked.until`."""
    columns = (
        *(Number("contact.id"), Number("contact.thread_id"), Moment("contact.at"), Moment("contact.closed_at")),
        *(Word(_CAME, _CHANNELS), _OUTCOME),
    )
    number, thread, at, closed, came, outcome = read(database, columns, _CONTACTS, (asked.since, asked.until))
    status, rang, answered, ended = _calls_of(database, number)
    return Contacts(
        id=number,
        thread=thread,
        at=at,
        day=local_days(at),
        closed=closed,
        came=came,
        outcome=outcome,
        status=status,
        rang=rang,
        answered=answered,
        ended=ended,
    )


def figures(database: Database, contacts: Contacts, asked: Asked) -> Found:
    """Inside `reading`: the measures of each period."""
    missed, mails = _missed(database, contacts, asked), _mails(database, contacts, asked)
    return put_together(
        (
            _calls(contacts, asked),
            _queue(contacts, missed, mails, asked),
            _callbacks(missed, asked),
            _mail(mails, asked),
            _solved(database, contacts, asked),
        )
    )


def _calls_of(database: Database, contacts: Numbers) -> tuple[Words, Numbers, Numbers, Numbers]:
    """The status and the moments of the calls among the contacts."""
    columns = (
        *(Number("call.contact_id"), Word("call.status", _STATUS)),
        *(Moment("call.ringing_at"), Moment("call.answered_at"), Moment("call.ended_at")),
    )
    number, status, *moments = read(database, columns, _CALLS, _bounds(contacts))
    codes, rang, answered, ended = (joined(number, each, contacts) for each in (status.codes, *moments))
    return Words(codes, status.known), rang, answered, ended


def _calls(contacts: Contacts, asked: Asked) -> Found:
    """Every call that came in."""
    rows = contacts.came.among("phone") & (contacts.status.codes >= 0)
    rang, answered = contacts.rang[rows], contacts.answered[rows]
    is_known = (rang != NONE) & (answered >= rang)
    waited = numpy.where(is_known, answered - rang, -SECOND) / SECOND
    happened = Calls(contacts.status[rows], waited, asked.clock.is_open(contacts.at[rows]))
    return [counting.calls(happened[came]) for came in cut(contacts.day[rows], asked.spans)]


def _bounds(numbers: Numbers) -> tuple[int, int]:
    return (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)


def _missed(database: Database, contacts: Contacts, asked: Asked) -> _Missed:
    """Each number that was missed: its calls until somebody called back are one thing to do.

    Read until today: whoever called again after the period has not been called back before.
    """
    columns = (
        *(Number("contact.id"), Number("contact.thread_id"), Moment("contact.at"), Moment("contact.closed_at")),
        _OUTCOME,
    )
    bounds = stored(EPOCH + timedelta(microseconds=asked.ends - DAY)), asked.until
    *later, later_outcome = read(database, columns, _MISSED_LATER, bounds)
    rows = contacts.came.among("phone") & contacts.status.among("missed")
    known = contacts.id, contacts.thread, contacts.at, contacts.closed
    number, thread, at, closed = (
        numpy.concatenate((each[rows], more)) for each, more in zip(known, later, strict=True)
    )
    outcome = Words(numpy.concatenate((contacts.outcome.codes[rows], later_outcome.codes)), _OUTCOMES)
    who = numpy.where(thread >= 0, thread, -1 - number)
    order = numpy.lexsort((at, who))
    who, at, closed = who[order], at[order], closed[order]
    is_first = numpy.ones(len(who), numpy.bool_)
    is_first[1:] = (who[1:] != who[:-1]) | (numpy.diff(at) > microseconds(EPISODE))
    begins = numpy.flatnonzero(is_first)
    done, met = numpy.full(len(begins), NONE), numpy.full(len(begins), NONE)
    if len(begins):
        is_over = numpy.minimum.reduceat(closed, begins) != NONE
        done = numpy.where(is_over, numpy.maximum.reduceat(closed, begins), NONE)
        is_reached = numpy.logical_or.reduceat(outcome[order].among("solved", "referred"), begins)
        met = numpy.where(is_reached, done, NONE)
    first = number[order][begins]
    (with_number,) = read(database, (Number("contact_id"),), _NUMBERS, _bounds(first))
    return _Missed(at[begins], local_days(at[begins]), numpy.isin(first, with_number), done, met)


def _mails(database: Database, contacts: Contacts, asked: Asked) -> _Mails:
    answers, sent = read(database, (Number("contact_id"), Moment("sent_at")), _SENT, (asked.since,))
    order = numpy.lexsort((sent, answers))  # the first answer first
    rows = contacts.came.among("mail")
    answered = _met(contacts, rows, joined(answers[order], sent[order], contacts.id[rows]))
    return _Mails(contacts.at[rows], contacts.day[rows], contacts.closed[rows], answered)


def _queue(contacts: Contacts, missed: _Missed, mails: _Mails, asked: Asked) -> Found:
    """Working minutes from when somebody turned to us until somebody here had contact with her.

    Not of what needed nothing; of visits nobody knows how long somebody waited.
    """
    rang = contacts.came.among("phone") & (contacts.status.codes >= 0) & ~contacts.status.among("missed")
    letters = contacts.came.among("letter") & ~contacts.outcome.among("no_action")
    calls = _Waits(contacts.at[rang], contacts.day[rang], contacts.answered[rang])
    posted = _Waits(contacts.at[letters], contacts.day[letters], _met(contacts, letters, None))
    phone = _together(calls, _Waits(missed.at, missed.day, missed.met))
    mail = _Waits(mails.at, mails.day, mails.answered)
    every = (("", _together(phone, mail, posted)), ("/phone", phone), ("/mail", mail))
    return put_together([_minutes(waits, of, asked) for of, waits in every])


def _minutes(waits: _Waits, of: str, asked: Asked) -> Found:
    is_known = (waits.met != NONE) & (waits.met >= waits.at)
    minutes = asked.clock.minutes(waits.at, numpy.maximum(waits.met, waits.at))
    found = []
    for rows in cut(waits.day, asked.spans):
        known = rows[is_known[rows]]
        found.append(counting.times("queue", minutes[known], "min", len(rows) - len(known), of=of))
    return found


def _callbacks(missed: _Missed, asked: Asked) -> Found:
    within = int(asked.settings.targets.callback_hours * 60 * MINUTE)
    due = numpy.where(missed.has_number, missed.at + within, NONE)
    return [
        (counting.kept("callbacks_in_time", due[rows], missed.done[rows], asked.now, NONE),)
        for rows in cut(missed.day, asked.spans)
    ]


def _mail(mails: _Mails, asked: Asked) -> Found:
    handled_by = asked.clock.closes(mails.day, asked.settings.targets.mail_days)
    # What was closed without an answer needed none, or a colleague gave it elsewhere.
    is_asked = (mails.answered != NONE) | (mails.closed == NONE)
    answered_by = numpy.where(is_asked, asked.clock.closes(mails.day, _ANSWER_DAYS), NONE)
    return [
        (
            counting.kept("mail_in_time", handled_by[rows], mails.closed[rows], asked.now, NONE),
            counting.kept("mail_answered_in_time", answered_by[rows], mails.answered[rows], asked.now, NONE),
        )
        for rows in cut(mails.day, asked.spans)
    ]


def _solved(database: Database, contacts: Contacts, asked: Asked) -> Found:
    """What was closed in the period; missed calls are no conversations, and are counted as callbacks."""
    columns = (Number("contact.id"), Moment("contact.closed_at"), _OUTCOME)
    bounds = asked.since, asked.until, asked.since  # what came before is not among `contacts`
    number, closed, outcome = read(database, columns, _CLOSED, bounds)
    is_one, ids = one_of(database, number)
    of, status = read(
        database, (Number("contact_id"), Word("status", _STATUS)), f"FROM call WHERE contact_id {is_one}", (ids,)
    )
    closed = numpy.concatenate((closed, contacts.closed))
    outcome = Words(numpy.concatenate((outcome.codes, contacts.outcome.codes)), _OUTCOMES)
    status = Words(numpy.concatenate((joined(of, status.codes, number), contacts.status.codes)), _STATUS)
    rows = (outcome.codes >= 0) & ~status.among("missed", "elsewhere", "ringing")
    outcome, is_known = outcome[rows], ~status[rows].among("unknown")
    return [(counting.solved(outcome[those], is_known[those]),) for those in cut(local_days(closed[rows]), asked.spans)]


def _met(contacts: Contacts, rows: Flags, answered: Numbers | None) -> Numbers:
    """When whoever asked had an answer: it went, or it was closed as solved or referred, whichever came first."""
    closed = contacts.closed[rows]
    closed = numpy.where(contacts.outcome[rows].among("solved", "referred"), closed, NONE)
    if answered is None:
        return closed
    both = (closed != NONE) & (answered != NONE)
    return numpy.where(both, numpy.minimum(closed, answered), numpy.maximum(closed, answered))


def _together(*waits: _Waits) -> _Waits:
    return _Waits(
        numpy.concatenate([each.at for each in waits]),
        numpy.concatenate([each.day for each in waits]),
        numpy.concatenate([each.met for each in waits]),
    )
