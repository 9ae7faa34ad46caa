"""The commands of the outside contract and their options."""

import argparse
import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from mottagning.cli import (
    calls,
    caseprint,
    cases,
    contacts,
    data,
    demo,
    feeds,
    mail,
    people,
    phone,
    rota,
    show,
    sources,
    window,
)
from mottagning.texts import LANGUAGES, language, tr
from mottagning.worktime import ZONE

_YEARS = range(1970, 2100)
_ON_THE_LINE = ("call", "url")


def make_ready(commands: Any, first: str) -> None:
    """Add the commands to those of a parser; `first` is the first word that was written."""
    # Somebody is on the line: the other commands are not even made ready then.
    everything = (_windows, _phone, _mail, _cases, _people, _contacts, _rota, _data)
    for make in (_phone,) if first in _ON_THE_LINE else everything:
        make(commands)


def common_options(*, suppress: bool) -> argparse.ArgumentParser:
    """Options that every command takes, before its name or after."""
    default: Any = argparse.SUPPRESS if suppress else None
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", metavar=tr("FOLDER"), default=default)
    shared.add_argument("--database", metavar=tr("FILE|URL"), default=default)
    shared.add_argument("--lang", default=default, choices=LANGUAGES)
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS if suppress else False)
    return shared


@cache
def _after(_language: str) -> argparse.ArgumentParser:
    """The common options as they stand after a command's name: made once for a language, since there are many names."""
    return common_options(suppress=True)


def _add(commands: Any, name: str, run: Any, says: str) -> Any:
    added = commands.add_parser(name, parents=[_after(language())], help=says, description=says)
    added.set_defaults(run=run)
    return added


def _group(commands: Any, name: str, says: str) -> Any:
    added = commands.add_parser(name, parents=[_after(language())], help=says, description=says)
    return added.add_subparsers(required=True, metavar="…")


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        found = date.fromisoformat(text)
        if found.year not in _YEARS:
            raise ValueError("no year of ours")
        return found
    except ValueError:
        raise argparse.ArgumentTypeError(tr("“{value}” is not a date (YYYY-MM-DD)", value=text)) from None


def moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is Stockholm's time."""
    try:
        at = datetime.fromisoformat(text)
        if at.year not in _YEARS:
            raise ValueError("no year in which anybody rang")
        return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("“{value}” is not a time (ISO 8601)", value=text)) from None


def _paged(command: Any) -> None:
    command.add_argument("--limit", type=_positive, metavar="N")
    command.add_argument("--after", metavar="ID")


def _positive(text: str) -> int:
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text):
        raise argparse.ArgumentTypeError(tr("“{value}” is not a number from 1 to 999999999", value=text))
    return int(text)


def _windows(commands: Any) -> None:
    for page in window.PAGES:
        # `cases`, `board`, `rota` and `contacts` are words of the command line too; those open their page below.
        if page not in ("cases", "board", "rota"):
            _add(commands, page, window.start, tr("open the window on this page")).set_defaults(page=page)
    shown = _add(commands, "demo", demo.demo, tr("try it out with an invented unit"))
    shown.add_argument("--size", choices=("small", "normal", "stress"), default="small")
    shown.add_argument("--seed", type=int, default=1, metavar="N")
    shown.add_argument("--headless", action="store_true", help=tr("write pictures of every page instead"))
    shown.add_argument("--summary", action="store_true", help=tr("and print the day on one screen"))


def _page_group(commands: Any, page: str, says: str) -> Any:
    added = commands.add_parser(page, parents=[_after(language())], help=says, description=says)
    added.set_defaults(run=window.start, page=page)
    return added.add_subparsers(metavar="…")


def _phone(commands: Any) -> None:
    call = _add(commands, "call", phone.call, tr("a phone event from a switchboard or softphone"))
    call.add_argument("--event", required=True, metavar="EVENT")
    call.add_argument("--from", dest="number", required=True, metavar=tr("NUMBER"))
    call.add_argument("--to", metavar="N")
    call.add_argument("--id", dest="call_id", metavar="ID")
    call.add_argument("--direction", choices=("in", "out"), default="in")
    call.add_argument("--at", type=moment, metavar=tr("TIME"))
    call.add_argument("--uuid", help=argparse.SUPPRESS)
    told = _group(commands, "calls", tr("what switchboards tell"))
    take = _add(told, "import", calls.take, tr("read a switchboard's own log: calls that nobody told of are added"))
    take.add_argument("file", metavar=tr("FILE"))
    take.add_argument("--number", action="append", default=[], metavar="N", help=tr("only calls to or from this one"))
    take.add_argument("--since", type=day, metavar=tr("DATE"), help=tr("only calls of this day and later"))
    take.add_argument("--confirm", action="store_true", help=tr("take it although it adds very many"))
    inner = _group(told, "source", tr("who may tell of calls by HTTP"))
    source = _add(inner, "add", calls.add, tr("let a switchboard tell of calls, or change it; shows its key once"))
    source.add_argument("name", metavar=tr("NAME"))
    source.add_argument("--dialect", choices=("cti", "sipgate", "46elks"), default="cti")
    source.add_argument("--connect", metavar=tr("NUMBER"), help=tr("46elks: where a call shall go"))
    source.add_argument("--certificate", metavar="CN=…", help=tr("the subject of the one that stands for its key"))
    source.add_argument("--new-key", action="store_true", help=tr("the key that it had is good no more"))
    _add(inner, "list", calls.listing, tr("all switchboards and when they last told of something"))
    _add(inner, "remove", calls.remove, tr("hear it no more")).add_argument("name", metavar=tr("NAME"))
    url = _add(commands, "url", phone.url, tr("the same as a mottagning: or tel: address"))
    url.add_argument("url", metavar="URL")
    url.add_argument("--uuid", help=argparse.SUPPRESS)


def _mail(commands: Any) -> None:
    inner = _group(commands, "mail", tr("mailboxes"))
    add = _add(inner, "add", mail.add, tr("add or change a mailbox"))
    add.add_argument("--name", required=True, metavar="N")
    add.add_argument("--kind", choices=("imap", "graph"), default="imap", help=tr("graph: Microsoft 365 without IMAP"))
    add.add_argument("--host", metavar="H", help=tr("not needed for Microsoft 365"))
    add.add_argument("--port", type=_positive, metavar="P")
    add.add_argument("--user", required=True, metavar="U", help=tr("in Microsoft 365 the address of the mailbox"))
    add.add_argument("--password-stdin", action="store_true", help=tr("the password, or the secret of the app"))
    add.add_argument(
        "--auth", choices=("password", "app", "person"), help=tr("app and person: by OAuth 2.0, in Microsoft 365")
    )
    add.add_argument("--tenant", metavar=tr("DIRECTORY"), help=tr("the directory in Microsoft 365: its id or a domain"))
    add.add_argument("--client-id", metavar="ID", help=tr("the id of the app in Microsoft 365"))
    add.add_argument("--certificate", metavar=tr("FILE"), help=tr("the app's certificate and private key (PEM)"))
    add.add_argument("--security", choices=("tls", "starttls", "none"), default="tls")
    add.add_argument("--ca", metavar=tr("FILE"))
    add.add_argument("--folder", action="append", metavar="F")
    add.add_argument("--since", type=day, metavar=tr("DATE"))
    add.add_argument("--smtp-host", metavar="H", help=tr("answer from it too, by this server"))
    add.add_argument("--answers-by-graph", action="store_true", help=tr("or by Microsoft Graph, without a server"))
    add.add_argument("--smtp-port", type=_positive, metavar="P")
    add.add_argument("--smtp-security", choices=("tls", "starttls", "none"))
    add.add_argument("--from", dest="sender", metavar=tr("ADDRESS"), help=tr("what answers come from, if not --user"))
    add.add_argument(
        "--files-itself", action="store_true", help=tr("the server keeps a copy of what is sent by itself")
    )
    add.add_argument("--answer-phone", metavar=tr("NUMBER"), help=tr("what people are asked to call"))
    add.add_argument("--signature", metavar=tr("TEXT"), help=tr("what stands beneath each answer"))
    add.add_argument("--try", action="store_true", dest="tries", help=tr("save it only if it can be read"))
    _add(inner, "sync", mail.sync, tr("read every mailbox once"))


def _cases(commands: Any) -> None:
    inner = _page_group(commands, "cases", tr("the common case list"))
    mapping = _add(inner, "map", cases.map_file, tr("say which column is what in an export"))
    mapping.add_argument("name", metavar=tr("NAME"))
    mapping.add_argument("--file", required=True, metavar=tr("FILE"))
    mapping.add_argument("--sheet", metavar=tr("SHEET"), help=tr("the sheet of a workbook with several"))
    _mapped(mapping)
    take = _add(inner, "import", cases.take, tr("read an export of the case system"))
    take.add_argument("file", metavar=tr("FILE"))
    take.add_argument("--confirm", action="store_true", help=tr("take it although it was held"))
    seen = _add(inner, "difference", cases.difference, tr("what an export would change; nothing is written"))
    seen.add_argument("file", metavar=tr("FILE"))
    seen.add_argument("--limit", type=_positive, metavar="N")
    for command in (take, seen):
        command.add_argument("--mapping", metavar=tr("NAME"))
        command.add_argument("--at", type=moment, metavar=tr("TIME"), help=tr("when the export was made, if not now"))
    _feeds(inner)
    _sources(_group(inner, "source", tr("where exports come from by themselves")))
    _paged(_add(inner, "list", cases.listing, tr("all cases")))
    _add(inner, "show", cases.showing, tr("one case")).add_argument("code", metavar="CODE")
    printed = _add(inner, "print", caseprint.printing, tr("the contacts of one case as a PDF, for an inquiry"))
    printed.add_argument("code", metavar="CODE")
    printed.add_argument("--out", required=True, metavar=tr("FILE"))
    printed.add_argument("--by", required=True, metavar="P", help=tr("short name of whoever prints"))
    printed.add_argument("--reason", required=True, metavar=tr("WORDS"), help=tr("why, without names: it is kept"))
    board = _page_group(commands, "board", tr("the production board"))
    _add(board, "show", show.board, tr("the board, without names"))


def _mapped(command: Any) -> None:
    command.add_argument("--set", action="append", default=[], metavar=tr("FIELD=HEADER"))
    kind = command.add_mutually_exclusive_group()
    kind.add_argument("--snapshot", dest="kind", action="store_const", const="snapshot")
    kind.add_argument("--delta", dest="kind", action="store_const", const="delta")
    command.add_argument("--protected-by-omission", action="store_true")


def _feeds(inner: Any) -> None:
    listed = _add(inner, "feeds", feeds.listing, tr("the exports that were taken or held, the latest first"))
    listed.add_argument("--limit", type=_positive, metavar="N")
    undo = _add(inner, "undo", feeds.undo, tr("take the last export back, with all that it changed"))
    undo.add_argument("--feed", type=_positive, metavar="ID", help=tr("only if this is the last one"))
    _add(inner, "renames", feeds.renames, tr("new cases that may be old ones under another code"))
    rename = _add(inner, "rename", feeds.rename, tr("say that an old case has got another code"))
    rename.add_argument("old", metavar="OLD")
    rename.add_argument("new", metavar="NEW")
    rename.add_argument("--dismiss", action="store_true", help=tr("they are two cases"))


def _sources(inner: Any) -> None:
    _add(inner, "list", sources.listing, tr("all sources and how they went"))
    files = _add(inner, "files", sources.files, tr("what came of each file of a watched folder, the latest first"))
    files.add_argument("name", metavar=tr("NAME"))
    files.add_argument("--limit", type=_positive, metavar="N")
    folder = _add(inner, "folder", sources.folder, tr("watch a folder for exports, each taken once when it is whole"))
    folder.add_argument("name", metavar=tr("NAME"))
    folder.add_argument("folder", metavar=tr("FOLDER"))
    folder.add_argument("--mapping", required=True, metavar=tr("NAME"))
    # Not all files: what cannot be read is put aside, and other documents may lie there.
    pattern_help = tr("which files, with “;” between several")
    folder.add_argument("--pattern", default="*.csv; *.xlsx", metavar="*.csv", help=pattern_help)
    keep = folder.add_mutually_exclusive_group()
    keep.add_argument("--keep", action="store_true", help=tr("keep what is taken for 30 days, encrypted"))
    keep.add_argument("--remove", dest="keep", action="store_false", help=tr("remove what is taken (default)"))
    view = _add(inner, "database", sources.view, tr("read a view of the case system's database again and again"))
    view.add_argument("name", metavar=tr("NAME"))
    view.add_argument("address", metavar="URL", help="postgresql://user@host/database, sqlite:///folder/file.db")
    view.add_argument("--view", required=True, metavar="VIEW|SELECT")
    view.add_argument("--mapping", metavar=tr("NAME"), help=tr("is made by the columns of the view if there is none"))
    view.add_argument("--every", type=_positive, default=60, metavar=tr("MINUTES"))
    view.add_argument("--password-stdin", action="store_true")
    _mapped(view)
    _add(inner, "remove", sources.remove, tr("fetch nothing from it any more")).add_argument("name", metavar=tr("NAME"))
    look = _add(inner, "run", sources.look, tr("look at one source, or at all, now"))
    look.add_argument("name", nargs="?", metavar=tr("NAME"))
    look.add_argument("--confirm", action="store_true", help=tr("take what was held"))
    again = _add(inner, "again", sources.again, tr("let what was refused in a watched folder come once more"))
    again.add_argument("name", metavar=tr("NAME"))
    unseal = _add(inner, "open", sources.unseal, tr("read a file that was kept encrypted; this is written down"))
    unseal.add_argument("file", metavar=tr("FILE"))
    unseal.add_argument("--out", required=True, metavar=tr("FILE"))


def _people(commands: Any) -> None:
    inner = _group(commands, "people", tr("staff"))
    take = _add(inner, "import", people.take, tr("read staff from a file"))
    take.add_argument("file", metavar=tr("FILE"))
    take.add_argument("--set", action="append", default=[], metavar=tr("FIELD=HEADER"))
    take.add_argument("--left-on", type=day, metavar=tr("DATE"))
    _add(inner, "list", people.listing, tr("all staff"))
    _add(inner, "today", people.today, tr("who is in today and who covers"))
    away = _group(inner, "absence", tr("who is away; no cause is kept"))
    read = _add(away, "import", people.take_absences, tr("read absences from a list or a calendar"))
    read.add_argument("file", metavar=tr("FILE"))
    read.add_argument("--person", metavar="P")
    extent = read.add_mutually_exclusive_group()
    extent.add_argument("--whole", dest="whole", action="store_const", const=True, default=None)
    extent.add_argument("--part", dest="whole", action="store_const", const=False)
    shown = _add(away, "list", people.absences, tr("absences from day to day"))
    shown.add_argument("--from", dest="first", type=day, required=True, metavar="D")
    shown.add_argument("--to", dest="last", type=day, required=True, metavar="D")


def _contacts(commands: Any) -> None:
    inner = _group(commands, "contacts", tr("what has come in"))
    _paged(_add(inner, "list", contacts.listing, tr("all contacts")))
    search = _add(inner, "search", contacts.search, tr("contacts with these words, newest first"))
    search.add_argument("query", metavar=tr("WORDS"))
    _paged(search)
    _add(inner, "show", contacts.showing, tr("one contact")).add_argument("id", metavar="ID")
    match = _add(inner, "match", contacts.match, tr("rank cases for contacts in a file; nothing is stored"))
    match.add_argument("file", metavar=tr("FILE"))


def _rota(commands: Any) -> None:
    inner = _page_group(commands, "rota", tr("the rolling rota"))
    _add(inner, "import", rota.take, tr("read posts, people and rules")).add_argument("file", metavar=tr("FILE"))
    plan = _add(inner, "plan", rota.plan, tr("make a draft"))
    plan.add_argument("--from", dest="first", type=day, required=True, metavar="D")
    plan.add_argument("--to", dest="last", type=day, required=True, metavar="D")
    replan = _add(inner, "replan", rota.replan, tr("mend a plan after a change"))
    replan.add_argument("--plan", type=_positive, metavar="ID")
    replan.add_argument("--keep", choices=("few", "balanced"), default="few")
    substitutes = _add(inner, "substitutes", rota.substitutes, tr("who can take a shift"))
    substitutes.add_argument("--date", type=day, required=True, metavar="D")
    substitutes.add_argument("--post", required=True, metavar="P")
    _add(inner, "show", rota.showing, tr("the published rota"))
    publish = _add(inner, "publish", rota.publish, tr("make a draft the rota"))
    publish.add_argument("plan", type=_positive)
    publish.add_argument("--why", default="", metavar=tr("LINE"), help=tr("what its version says of why"))
    export = _add(inner, "export", rota.export, tr("the published rota as a file"))
    export.add_argument("--format", choices=("ics", "xlsx", "pdf"), required=True)
    export.add_argument("--out", required=True, metavar=tr("FILE"))
    export.add_argument("--person", metavar="P")
    wall = export.add_argument_group(tr("the sheet for the wall (pdf)"))
    wall.add_argument("--from", dest="first", type=day, metavar="D", help=tr("its first day, if not a sheet a month"))
    wall.add_argument("--to", dest="last", type=day, metavar="D", help=tr("its last day"))
    wall.add_argument("--paper", choices=("A4", "A3"), default="A4")
    wall.add_argument("--standing", action="store_true", help=tr("standing, not lying"))


def _data(commands: Any) -> None:
    measures = _add(commands, "measures", show.measures, tr("availability, queue and handling times"))
    measures.add_argument("--from", dest="first", type=day, required=True, metavar="D")
    measures.add_argument("--to", dest="last", type=day, required=True, metavar="D")
    measures.add_argument("--out", metavar=tr("FILE"), help=tr("the report of the period too: .pdf or .xlsx"))
    serve = _add(commands, "serve", window.serve, tr("the unit's service without a window"))
    serve.add_argument("--listen", metavar="HOST:PORT", help=tr("where switchboards tell of calls by HTTP"))
    serve.add_argument("--cert", metavar=tr("FILE"), help=tr("the certificate, with those it rests on (PEM)"))
    serve.add_argument("--key", metavar=tr("FILE"), help=tr("its private key (PEM)"))
    serve.add_argument("--client-ca", metavar=tr("FILE"), help=tr("who vouches for the switchboard's own certificate"))
    serve.add_argument("--call-logs", metavar=tr("FOLDER"), help=tr("where the switchboard writes its own logs"))
    _add(commands, "backup", data.backup, tr("write an encrypted copy")).add_argument("file", metavar=tr("FILE"))
    restore = _add(commands, "restore", data.restore, tr("bring a copy back"))
    restore.add_argument("file", metavar=tr("FILE"))
    restore.add_argument("--recovery-key-stdin", action="store_true")
    _add(commands, "check", data.check, tr("hold the data against itself"))
    inner = _group(commands, "database", tr("the database"))
    for name, run, says in (
        ("init", data.init, tr("make the tables on a PostgreSQL server")),
        ("move", data.move, tr("move this unit's data to a PostgreSQL server")),
    ):
        server = _add(inner, name, run, says)
        server.add_argument("url", metavar="URL", help="postgresql://user@server/database")
        server.add_argument("--password-stdin", action="store_true", help=tr("a password in the URL can be seen"))
    _add(inner, "upgrade", data.upgrade, tr("bring an older database up to date"))
    _add(inner, "new-key", data.new_key, tr("a new key for the data and its copies, and a new recovery key"))
    unlock = _add(inner, "unlock", data.unlock, tr("open the database with the recovery key"))
    unlock.add_argument("--recovery-key-stdin", action="store_true", required=True)
