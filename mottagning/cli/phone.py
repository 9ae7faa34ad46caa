"""`call`, and the same as a mottagning: or tel: address."""

from argparse import Namespace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID, uuid4

from mottagning import phones
from mottagning.cli import Run
from mottagning.contacts.callflow import EVENTS
from mottagning.contacts.calls import PhoneEvent, phone_event
from mottagning.errors import WrongUse
from mottagning.texts import N_, tr


def call(run: Run, options: Namespace) -> int:
    """Store a phone event; the window, if there is one, would have taken it before this ran."""
    event = event_from(options)
    with run.database() as database:
        changes = phone_event(database, event)
    run.answer({"contact": changes.created.get("contact")}, [tr("The call is noted.")])
    return 0


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
        number=None if withheld else phones.normalise(options.number) or options.number.strip(),
        withheld=withheld,
        call_id=options.call_id or None,
        direction=options.direction,
        occurred_at=(options.at or datetime.now(UTC)).astimezone(UTC),
    )


def options_from_url(address: str, uuid: str | None) -> Namespace:
    """The options of `call` in a mottagning: or tel: address; percent-encoded, and a plus stays a plus."""
    from mottagning.cli.parser import moment

    if address.lower().startswith("tel:"):
        # A click on a number anywhere: somebody is about to ring out.
        fields = {"event": "ringing", "from": unquote(address[4:].split(";")[0]), "direction": "out"}
    else:
        query = urlsplit(address).query.replace("+", "%2B")
        fields = dict(parse_qsl(query, keep_blank_values=True))
    direction = fields.get("direction", "in")
    if "event" not in fields or "from" not in fields or direction not in ("in", "out"):
        raise WrongUse(N_("The address must say event and from, as in mottagning:call?event=ringing&from=…"))
    return Namespace(
        event=fields["event"],
        number=fields["from"],
        to=fields.get("to"),
        call_id=fields.get("id"),
        direction=direction,
        at=moment(fields["at"]) if fields.get("at") else None,
        uuid=uuid,
    )


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text) if text else uuid4()
    except ValueError:
        raise WrongUse(N_("“{value}” is not a UUID."), value=text) from None
