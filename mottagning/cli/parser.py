"""How the command line is read: which command is meant with which options, or a sentence about what is wrong."""

import argparse
from typing import Any, NoReturn

from mottagning import handover
from mottagning.cli import commands, window
from mottagning.documents import clean
from mottagning.errors import WrongUse
from mottagning.texts import N_, tr, trn


class Asked(Exception):
    """Help was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# argparse looks up its own words in these two; in our catalogue they are found in the reader's language.
argparse._ = lambda words: None if words is None else tr(words)  # type: ignore[attr-defined]
argparse.ngettext = trn  # type: ignore[attr-defined]
_ITS_WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("ignored explicit argument %r"),
)
_PLACES = ("data", "database", "file", "folder", "out", "ca", "cert", "key", "client_ca", "call_logs")
"""The options that say where something lies. A name in a file system may hold what no text may."""


class _Parser(argparse.ArgumentParser):
    """argparse that raises sentences instead of printing usage and leaving, and takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise WrongUse(N_("Wrong use of “{command}”: {why}. See “{command} --help”."), command=self.prog, why=message)

    def print_help(self, _file: Any = None) -> None:
        raise Asked(self.format_help().rstrip())


def common(arguments: list[str]) -> argparse.Namespace:
    """What can be told of the data folder and the language (unchecked) when the rest may be wrong; raises nothing."""
    early = _Parser(add_help=False)
    early.add_argument("--data")
    early.add_argument("--lang")
    try:
        return early.parse_known_args(arguments)[0]
    except WrongUse:
        return argparse.Namespace(data=None, lang=None)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of one run; `run` among them is the function to call. Raises WrongUse or Asked."""
    place, first = handover.first_word(arguments)
    if handover.is_address(first):
        arguments, first = [*arguments[:place], "url", *arguments[place:]], "url"
    parser = _Parser(prog="mottagning", parents=[commands.common_options(suppress=False)])
    parser.set_defaults(run=window.start, page=None)
    commands.make_ready(parser.add_subparsers(title=tr("commands"), metavar="…"), first)
    options = parser.parse_args(arguments)
    since, until = (getattr(options, name, None) for name in ("first", "last"))
    if since is not None and until is not None and until < since:
        raise WrongUse(N_("The last day, {last}, is before the first, {first}."), last=until, first=since)
    for name, value in vars(options).items():
        if name not in _PLACES:
            setattr(options, name, clean(value))
        elif value is not None and "\0" in value:
            raise WrongUse(N_("No file or folder has a name like “{value}”."), value=clean(value))
    return options
