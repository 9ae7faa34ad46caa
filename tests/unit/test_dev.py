"""Set-up: the lists of packages say enough and not too much, and what cannot be done is one sentence."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")


def pins(kind: str) -> dict[str, str]:
    """Name and version of everything in the list; a list that says anything else is at fault."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    assert PIN.sub("", text) == ""
    found = {match["name"]: match["version"] for match in PIN.finditer(text)}
    assert len(found) == len(PIN.findall(text)), "one version for every Python and system"
    return found


def test_the_tools_come_on_top_of_what_the_program_needs() -> None:
    assert pins("runtime").items() <= pins("dev").items()


def test_everything_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {"runtime": project["project"]["dependencies"] + groups["build"], "dev": groups["dev"]}
    for kind, lines in wanted.items():
        for requirement in [Requirement(line) for line in lines if isinstance(line, str)]:
            assert requirement.specifier.contains(pins(kind)[canonicalize_name(requirement.name)]), requirement


@pytest.fixture
def set_up_already(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As if the environment were there, and nothing could be started to make it."""
    monkeypatch.setattr(dev, "STAMP", tmp_path / "set-up")
    dev.STAMP.write_text(dev.stamp("dev"), encoding="utf-8")
    monkeypatch.setattr(dev, "usable", lambda: True)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: pytest.fail(f"started {command}"))


@pytest.fixture
def no_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda program, **_: None if program == "sudo" else f"/usr/bin/{program}")


@pytest.mark.usefixtures("set_up_already")
@pytest.mark.parametrize("kind", ["runtime", "dev"])
def test_what_is_in_place_is_left_alone(kind: str) -> None:
    dev.set_up(kind, {"libegl1": True})


@pytest.mark.usefixtures("set_up_already", "no_root")
def test_without_root_the_missing_packages_are_named_in_one_sentence() -> None:
    with pytest.raises(dev.Stop, match="`apt-get install libegl1 xvfb` as root"):
        dev.set_up("dev", {"libegl1": False, "libgl1": True, "xvfb": False})


@pytest.mark.usefixtures("set_up_already")
@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_another_python_is_asked_for_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(dev, "qt_packages", lambda **_: {})
    assert dev.main(["demo"]) == 1
    assert capfd.readouterr().err == (
        f"Mottagning needs Python 3.11, 3.12 or 3.13, and this is {'.'.join(map(str, version))}: "
        "start dev.py with another one.\n"
    )


@pytest.mark.parametrize(
    ("screen", "given", "passed"),
    [
        (True, ["--seed", "3"], ["--seed", "3"]),
        (False, ["--seed", "3"], ["--headless", "--summary", "--seed", "3"]),
        (False, ["--headless"], ["--headless"]),
    ],
)
def test_the_demo_draws_pictures_where_no_window_can_be(
    monkeypatch: pytest.MonkeyPatch, screen: bool, given: list[str], passed: list[str]
) -> None:
    started: list[str] = []
    monkeypatch.setattr(dev, "set_up", lambda *_: None)
    monkeypatch.setattr(dev, "has_screen", lambda: screen)
    monkeypatch.setattr(dev, "become", lambda *command: started.extend(command) or 0)
    assert dev.main(["demo", *given]) == 0
    assert started == ["-m", "mottagning", "demo", *passed]


def test_all_checks_run_and_one_failure_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1 if "mypy" in command else 0, stdout="")

    monkeypatch.setattr(dev, "set_up", lambda *_: None)
    monkeypatch.setattr(subprocess, "run", run)
    assert dev.main(["test", "--long", "-k", "day"]) == 1
    assert ran[-1][-4:] == ["pytest", "--long", "-k", "day"]
    assert capfd.readouterr().out.endswith("--- tests\nFailed: types\n")


@pytest.mark.parametrize("all_of_them", [[], ["--long"], ["--durations=9"]])
def test_all_tests_share_the_processors(monkeypatch: pytest.MonkeyPatch, all_of_them: list[str]) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert "--numprocesses=2" in dev.side_by_side(all_of_them)


@pytest.mark.parametrize("part", [["tests/unit/test_dev.py"], ["--long", "-k", "day"], ["-n0"]])
def test_a_part_of_the_tests_is_run_as_asked(part: list[str]) -> None:
    assert dev.side_by_side(part) == []


def test_wrong_use_says_how(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tset"]) == 2
    assert "dev.py test" in capfd.readouterr().err
