"""What commands read from standard input: a secret."""

import sys

from mottagning.errors import Trouble
from mottagning.texts import N_


def secret_line() -> str:
    """The first line of standard input, "" when there is none."""
    if sys.stdin is None:
        return ""
    try:
        return sys.stdin.readline().lstrip("\ufeff").rstrip("\r\n")
    except ValueError:
        raise Trouble(N_("What came on standard input is not UTF-8.")) from None
