"""Words and senders that may mean a report of concern about a child (SoL 20:1): a hint for the desk, never a verdict.

A hint can only raise attention. That a contact has none says nothing, and the screen must not say so either. So what
is missed is worse than what is pointed out in vain: somebody looks, and says with one key that it is none.
"""

import re

_LONGEST = 50_000


def _words(*parts: str) -> re.Pattern[str]:
    """Any of these at the beginning of a word of a text in small letters."""
    return re.compile(r"\b(?:" + "|".join(parts) + ")")


_SAYS_SO = _words(
    r"oros-?\s?anmäl",
    r"orosam?tal om",
    r"anmäl\w*\s+(?:om\s+)?(?:en\s+)?oro\b",
    r"anmäl\w*\s+enligt\s+(?:14|19)\s*kap",
    r"(?:14|19)\s*kap\.?\s*1\s*[a-c]?\s*§",
    r"oro(?:lig|ade?)?\s+för\s+(?:ett|mitt|vårt|deras|hennes|hans|grannens?)\s+barn",
    r"barn\w*\s+(?:som\s+)?(?:far|farit|fara)\s+illa",
    r"report\s+of\s+concern",
    r"child\s+(?:abuse|protection|neglect)",
)
_CHILD = _words(
    r"barn(?:et|en|ets|ens|s|barn\w*)?\b",
    r"(?:skol|små|gran?n|spädb?|syskon|foster|förskole|dagis)barn\w*",
    r"elev(?:en|er|erna|s|ens|ernas)?\b",
    r"(?:dotter|döttrar|son|söner|flick(?:a|or)|pojk(?:e|ar)|tjej(?:er)?|kille|killar|ung[ea]r?|kids?)(?:n|en|na|s|ns)?\b",
    r"(?:små|hel|halv)?syskon(?:en|s)?\b",
    r"(?:lille|stora?)(?:bror|syster)\w*",
    r"bebis\w*|spädbarn\w*|nyfödd\w*|tonåring\w*|minderårig\w*|omyndig\w*",
    r"(?:årskurs|åk|klass)\s*\d",
    r"(?:för)?skolan\b|fritids\b|dagis\b",
    r"(?:child|children|boy|girl|daughter|pupil|toddler|baby)\b",
)
_AGED = re.compile(r"åring(?:en|ar|s)?\b")
_HARM = _words(
    r"oro(?:a|ad|ade|ande|lig\w*|n)?\b",
    r"bekymr",
    r"misshandl|misshandel|aga\b|agar\b|slår\b|slog\b|slagen|slagit|slagsmål|sparkar|luggar|bränn(?:er|märk)",
    r"blå\s?märk|sår\b|skador\b|skadad|stryptag",
    r"våld|hot(?:ad|ar|ade|fulla?|full)\b|övergrepp|sexuell|tafs|utnyttja|nakenbild|groom",
    r"far(?:it|a)?\s+illa|försumm|vanvård|van(?:sköt|vår)",
    r"själv(?:mord|skad)|skär\s+sig|skadar\s+sig|vill\s+(?:inte\s+leva|dö)|ta\s+(?:sitt|livet)",
    r"missbruk|berusad|full\b|fulla\b|påverkad|alkohol|dricker|supe|drog|knark|narkotika|haschr?|röker\s+på",
    r"(?:rädd|vågar\s+inte)\b|skriker?\b|skrik\b|gråt|grät\b|bråk\w*|otrygg",
    r"smutsig|hungrig|svält|ut(?:an|en)\s+(?:mat|tillsyn|kläder)|inte\s+(?:har\s+)?(?:fått\s+mat|ätit)|tunt?\s+klädd|kissig",
    r"(?:ensam\w*|själva?)\s+(?:hemma|ute|kvar)|lämna[st]?\s+ensam|låst\s+(?:in|ute)|inlåst|utelåst|rymt|försvunn",
    r"(?:skol|ogiltig\s+|hög\s+|mycket\s+)frånvaro|inte\s+(?:varit|kommit|går)\s+(?:i|till|på)\s+(?:skol|försk)",
    r"heder|bortgift|giftas?\s+(?:bort|sig\s+med)|köns?stymp|tvångs|gäng|kriminell|vapen",
    r"mår\s+(?:mycket\s+|väldigt\s+|så\s+)?dåligt|apatisk|utmattad|illa\s+behandla|psykiskt",
    r"(?:worried|concerned|abuse[ds]?|hit(?:s|ting)?|beat(?:s|en|ing)?|hurt\w*|neglect\w*|bruis\w*|violen\w*|drunk)\b",
)
_OFFICIAL = re.compile(
    r"skol|forskol|elevhals|kurator|rektor|polis|bvc|barnavard|barnhals|bup\b|barnmorsk|tandvard|folktandv|vardcentral"
    r"|sjukhus|region|akut|ungdom|fritid|familj|kvinnojour|brottsoffer",
    re.IGNORECASE,
)
_MILDER = _words(
    r"anmäl|uppgift\w*\s+om|vill\s+(?:uppmärksamma|berätta)|situation\w*\s+(?:hemma|i\s+hemmet)|hem(?:för|ma)h\w*",
    r"frånvaro|uteblev|uteblivit|inte\s+kommit|mår\s+\w*\s*dåligt|berätta[rt]|samtal\s+med|tecken\s+på|oklara?\s+skador?",
)
_ASCII = str.maketrans("åäöÅÄÖ", "aaoAAO")


def possible(*texts: str | None, sender: str | None = None) -> bool:
    """Whether these texts together may be a report of concern: said outright, or a child and harm both named.

    From a `sender` (name and address) that must report such things (school, police, health care: SoL 19:1), a child and
    a milder word are enough.
    """
    text = "\n".join(part for part in texts if part)[:_LONGEST].lower()
    if _SAYS_SO.search(text):
        return True
    if not _CHILD.search(text) and not _AGED.search(text):
        return False
    if _HARM.search(text):
        return True
    return bool(sender and _OFFICIAL.search(sender.translate(_ASCII)) and _MILDER.search(text))
