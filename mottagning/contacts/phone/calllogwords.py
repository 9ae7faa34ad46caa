"""The words of call logs: which header is which field, and what a cell says of direction and answer."""

import re

from mottagning.folding import fold

_HEADERS = """
start     starttid, start time, startdatum, start, datum och tid, datum tid, tidpunkt, calldate, call date, call time
start     date time, date and time, timestamp, påbörjat, påbörjades, samtalet började, created, ringde, tid för samtal
date      datum, date, dag, day
time      tid, time, klockslag, kl, klockan
from      från, from, src, source, caller, caller number, caller id, calling number, calling party, uppringande
from      uppringande nummer, uppringare, a nummer, a part, cli, ringande nummer, från nummer, from number
to        till, to, dst, destination, callee, called, called number, called party, uppringt, uppringt nummer, uppringd
to        b nummer, b part, mottagare, till nummer, to number, slaget nummer, dialled number, dialed number
number    nummer, number, telefonnummer, telefon, phone, phone number, motpart, kund, remote number, externt nummer
direction riktning, direction, typ, type, call type, samtalstyp, inkommande utgående, in ut, in out
result    status, resultat, result, disposition, utfall, call status, state, samtalsstatus, besvarad, besvarat, svarad
result    answered, händelse, outcome, call result
answer    answer, answer time, besvarat kl, besvarades, answered at, answered time, connect time
end       end, end time, slut, sluttid, avslutat, avslutades, hangup time, ended
talk      samtalstid, taltid, talk time, billsec, connected time, samtalslängd, conversation time, talk
duration  längd, varaktighet, duration, total tid, total time
wait      väntetid, kötid, ringtid, wait time, waiting time, ring time, response, response time, ringing
id        id, call id, samtals id, unique id, linked id, call identifier, session id
"""
_CELLS = """
in   in, inkommande, ingående, inbound, incoming, i, inkommet, mottaget, received
out  out, ut, utgående, outbound, outgoing, o, utgånget, ringt, dialed, dialled, placed
yes  answered, answer, besvarat, besvarad, besvarade, svarat, svarad, completed, complete, ok, success, successful, ja
yes  yes, true, connected, kopplat, normalclearing, talking, svar
no   missed, missat, missade, obesvarat, obesvarad, obesvarade, no answer, not answered, unanswered, abandoned, avbrutet
no   avbruten, cancel, canceled, cancelled, busy, upptaget, upptagen, failed, misslyckat, congestion, nej, no, false
no   tappat, övergivet, övergivna, voicemail, röstbrevlåda, telefonsvarare, timeout, lagt på
"""
_NOT = frozenset(("ej", "inte", "icke", "ingen", "inget", "utan", "not", "no", "nej", "never"))


def plain(text: str) -> str:
    """A word as it is compared: folded, letters and digits alone."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _table(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        name, words = line.split(None, 1)
        found |= {plain(word): name for word in words.split(", ")}
    return found


_FIELD_OF, _SAYS = _table(_HEADERS), _table(_CELLS)


def field_of(header: str) -> str | None:
    """The field that a header names, None for others."""
    return _FIELD_OF.get(plain(header))


def says(text: str) -> frozenset[str]:
    """What a cell says: in, out, yes (answered), no. "Inkommande, ej besvarat" says in and no."""
    if known := _SAYS.get(plain(text)):
        return frozenset((known,))
    words = [word for word in re.findall(r"\w+", fold(text)) if len(word) > 1]
    found = {_SAYS[word] for word in words if word in _SAYS}
    return frozenset(found - {"yes"} | {"no"} if "yes" in found and not _NOT.isdisjoint(words) else found)
