"""Runs commands of the program as others do, and holds each answer to the ground rules of contracts.md."""

import io
import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mottagning import cli

CONTACT = {
    *("id", "channel", "at", "counterpart", "subject", "text", "state", "outcome", "owner", "due_at", "registered"),
    *("thread", "urgent", "cases", "sources"),
}
CASE = {
    *("code", "category", "type", "stage", "stage_since", "handler", "received", "opened", "decided", "executed"),
    *("closed", "priority", "weight", "next_step", "next_date", "protected", "deadlines", "history"),
}


@dataclass(frozen=True)
class Answer:
    """What a command gave: exit code, standard output and error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class Program:
    """The program on one data folder, run in this process: `program("contacts", "list")`."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *common: str) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.common = common

    def run(self, *words: str, stdin: bytes = b"") -> Answer:
        """Any command; what the ground rules say of every answer is held here."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        self._capsys.readouterr()
        code = cli.main([*self.common, *words])
        out, err = self._capsys.readouterr()
        return held(Answer(code, out, err))

    def __call__(self, *words: str, stdin: bytes = b"") -> Any:
        """The document of a command that succeeds."""
        answer = self.run(*words, "--json", stdin=stdin)
        assert answer.code == 0, answer
        return answer.document

    def refuses(self, code: int, *words: str, stdin: bytes = b"") -> str:
        """The sentence of a command that must not succeed, and says nothing else."""
        answer = self.run(*words, stdin=stdin)
        assert answer.code == code, answer
        assert answer.out == ""
        return answer.err.strip()

    def call(self, event: str, number: str = "0701740605", *words: str) -> int:
        """Tell of a phone event; the id of its contact."""
        return int(self("call", "--event", event, "--from", number, *words)["contact"])

    def contacts(self) -> list[dict[str, Any]]:
        """Every contact, held to the contract."""
        found = self("contacts", "list")["contacts"]
        for contact in found:
            assert contact.keys() == CONTACT
            assert is_moment(contact["at"])
            assert contact["due_at"] is None or is_moment(contact["due_at"])
            for case in contact["cases"]:
                assert case.keys() == {"code", "certainty", "tied", "reasons"}
                assert case["certainty"] in ("certain", "likely", "possible")
            for source in contact["sources"]:
                assert source.keys() == {"kind", "place", "sha256"}
        return found


def held(answer: Answer) -> Answer:
    """The answer, if it keeps the ground rules: an exit code, one sentence at most, never a traceback."""
    assert answer.code in (0, 1, 2), answer
    assert "Traceback" not in answer.out + answer.err
    assert "inside the program" not in answer.err, answer
    assert "inne i programmet" not in answer.err, answer
    if answer.code == 0:
        assert answer.err == "", answer
    else:
        assert re.fullmatch(r"[^\n]*\w[^\n]*[.…]\n", answer.err), answer
    return answer


def is_moment(text: str) -> bool:
    """Whether this is ISO 8601 with an offset."""
    return datetime.fromisoformat(text).tzinfo is not None


def write(path: Path, content: str | bytes) -> str:
    """Make a file; returns its path as a word for the command line."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)
