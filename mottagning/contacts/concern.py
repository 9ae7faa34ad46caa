"""Words and senders that may mean a report of concern about a child (SoL 20:1): a hint for the desk, never a verdict.

A hint can only raise attention. That a contact has none says nothing, and the screen must not say so either.
"""

import re

_SAYS_SO = re.compile(r"\borosanmäl|\banmälan om oro\b|\boro för (?:ett |mitt |vårt )?barn", re.IGNORECASE)
_CHILD = re.compile(
    r"\b(?:barn(?:et|en|ets|ens)?|elev(?:en|er|erna)?|dotter(?:n)?|son(?:en)?|flicka(?:n)?|pojke(?:n)?|syskon(?:en)?"
    r"|bebis(?:en)?|spädbarn(?:et)?|tonåring(?:en)?)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:orolig|oroad|oro|misshandl|misshandel|slår|slagen|slagit|blåmärk|våld|våldsam|hotad|hotar|övergrepp|"
    r"far illa|farit illa|försumma|vanvård|självmord|självskad|skär sig|missbruk|berusad|påverkad|rädd att gå hem|"
    r"vågar inte gå hem|smutsig|hungrig|ensam hemma|skolfrånvaro|heder)",
    re.IGNORECASE,
)
_LONGEST = 50_000


def possible(*texts: str | None) -> bool:
    """Whether these texts together may be a report of concern: said outright, or a child and harm both named."""
    text = "\n".join(part for part in texts if part)[:_LONGEST]
    return bool(_SAYS_SO.search(text)) or bool(_CHILD.search(text) and _HARM.search(text))
