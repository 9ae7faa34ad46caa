"""`call`, and the same as a mottagning: or tel: address."""

from argparse import ArgumentTypeError, Namespace
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote
from uuid import UUID, uuid4

from mottagning import phones
from mottagning.changes import Changes
from mottagning.cli import Run
from mottagning.contacts.phone.callflow import EVENTS, LONGEST, short_id
from mottagning.contacts.phone.calls import PhoneEvent, phone_event
from mottagning.documents import clean
from mottagning.errors import DatabaseBusy, WrongUse
from mottagning.texts import N_, tr

_PATIENCE = 5
"""How often a busy database is asked again; each time it waits for some ten seconds."""


def call(run: Run, options: Namespace) -> int:
    """Store a phone event; the window, if there is one, would have taken it before this ran."""
    event = event_from(options)
    changes = _store(run, event)
    run.answer({"contact": changes.created.get("contact")}, [tr("The call is noted.")])
    return 0


def _store(run: Run, event: PhoneEvent) -> Changes:
    """A call is told once: whoever writes for long is waited for."""
    for _attempt in range(_PATIENCE):
        with suppress(DatabaseBusy), run.database() as database:
            return phone_event(database, event)
    with run.database() as database:
        return phone_event(database, event)


def url(run: Run, options: Namespace) -> int:
    """The same from an address."""
    return call(run, options_from_url(options.url, options.uuid))


def event_from(options: Namespace) -> PhoneEvent:
    """The command for the options of `call`. Raises WrongUse for an event or a uuid that cannot be."""
    if options.event not in EVENTS:
        raise WrongUse(
            N_("“{event}” is not a phone event. Use one of {events}."), event=options.event, events=", ".join(EVENTS)
        )
    withheld = phones.is_withheld(options.number)
    return PhoneEvent(
        by=None,
        uuid=_uuid(options.uuid),
        event=options.event,
        number=None if withheld else phones.normalise(options.number) or options.number.strip()[:LONGEST],
        withheld=withheld,
        call_id=short_id(options.call_id) if options.call_id else None,
        direction=options.direction,
        occurred_at=options.at or datetime.now(UTC),
    )


def options_from_url(address: str, uuid: str | None) -> Namespace:
    """The options of `call` in a mottagning: or tel: address; percent-encoded, and a plus stays a plus."""
    fields = _fields_of_tel(address) if address.lower().startswith("tel:") else _fields(address)
    direction = fields.get("direction", "in")
    if "event" not in fields or "from" not in fields or direction not in ("in", "out"):
        raise WrongUse(N_("The address must say event and from, as in mottagning:call?event=ringing&from=…"))
    return Namespace(
        event=fields["event"],
        number=fields["from"],
        to=fields.get("to"),
        call_id=fields.get("id"),
        direction=direction,
        at=_moment(fields["at"]) if fields.get("at") else None,
        uuid=uuid,
    )


def _fields_of_tel(address: str) -> dict[str, str]:
    """A click on a number anywhere: somebody is about to ring out."""
    number = phones.normalise(address) or unquote(address[4:].split(";")[0])
    return {"event": "ringing", "from": clean(number), "direction": "out"}


def _fields(address: str) -> dict[str, str]:
    what, _, query = address.partition(":")[2].partition("?")
    if what.strip("/").lower() != "call":
        raise WrongUse(N_("The address must begin with “mottagning:call?”."))
    fields = parse_qsl(query.partition("#")[0].replace("+", "%2B"), keep_blank_values=True)
    return {name: clean(value) for name, value in fields}


def _moment(text: str) -> datetime:
    from mottagning.cli.commands import moment

    try:
        return moment(text)
    except ArgumentTypeError as error:
        raise WrongUse(N_("Wrong use of “{command}”: {why}."), command="mottagning:call", why=error) from None


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text) if text else uuid4()
    except ValueError:
        raise WrongUse(N_("“{value}” is not a UUID."), value=text) from None
