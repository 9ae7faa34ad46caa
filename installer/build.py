"""Builds the frozen folder dist/mottagning with PyInstaller and tries out what it made.

Run by the Python of the environment: `.venv/bin/python installer/build.py`, on Windows
`.venv\\Scripts\\python installer\\build.py`. A release is built on the system it is for.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "dist" / "mottagning"
PATIENCE = 600
"""Seconds that one call of the frozen program may take; the demo draws every page."""


class Broken(Exception):
    """The frozen program does not do what it should; the sentence says which call and what came back."""


def build() -> None:
    """Make dist/mottagning anew. Raises Broken."""
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        raise Broken("PyInstaller needs objdump: install the Debian package binutils.")
    options = ["--noconfirm", "--log-level=WARN", "--distpath", str(FOLDER.parent), "--workpath", str(ROOT / "build")]
    command = [sys.executable, "-m", "PyInstaller", *options, str(ROOT / "installer" / "mottagning.spec")]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        raise Broken("PyInstaller could not build the folder; see above.")


def call(program: str, *arguments: str, home: Path) -> str:
    """What `program` of the folder prints; raises Broken if it fails or has anything to say on stderr."""
    suffix = ".exe" if sys.platform == "win32" else ""
    command = [str(FOLDER / f"{program}{suffix}"), *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home)}
    done = subprocess.run(
        command,
        cwd=home,  # not the checkout, whose modules must not help out
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    shown = " ".join([program, *arguments])
    if done.returncode or done.stderr:
        raise Broken(f"{shown}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    print(f"{shown}: good", flush=True)
    return done.stdout


def try_out() -> None:
    """Use what a frozen program most easily lacks: data files, encryption, Qt's plugins, worker processes."""
    with tempfile.TemporaryDirectory(prefix="mottagning-frozen-") as folder:
        home = Path(folder)
        try_commands(home)
        try_demo(home)


def try_commands(home: Path) -> None:
    """The console: help, a database made from nothing, a call that is stored and found again."""
    data = ["--data", str(home / "desk")]
    call("mottagning-cli", "--help", home=home)
    people = json.loads(call("mottagning-cli", "people", "list", "--json", *data, home=home))
    call("mottagning-cli", "call", "--event", "missed", "--from", "070-174 06 05", *data, home=home)
    contacts = json.loads(call("mottagning-cli", "contacts", "list", "--json", *data, home=home))
    if "people" not in people or len(contacts["contacts"]) != 1:
        raise Broken(f"A new database with one missed call should not hold {people} and {contacts}.")


def try_demo(home: Path) -> None:
    """The window: every page as a picture, and a month planned by the worker processes."""
    data = ["--data", str(home / "demo")]
    shown = call("mottagning", "demo", "--headless", *data, home=home)
    pictures = [Path(line) for line in shown.splitlines() if line.endswith(".png")]
    if not pictures or not all(picture.stat().st_size for picture in pictures):
        raise Broken(f"The demo should have drawn its pages, and said:\n{shown}")
    start = datetime.now(UTC).date() + timedelta(days=60)
    days = ["--from", f"{start}", "--to", f"{start + timedelta(days=13)}"]
    plan = json.loads(call("mottagning-cli", "rota", "plan", "--json", *days, *data, home=home))
    if not plan["shifts"]:
        raise Broken(f"Two weeks of the demo's rota should have shifts: {plan}")


def main() -> int:
    """Build and try out; 1 with a sentence if the folder must not be shipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-try", action="store_true", help="try out the folder that is there")
    options = parser.parse_args()
    try:
        if not options.only_try:
            build()
        try_out()
    except Broken as reason:
        print(reason, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{FOLDER}: {size / 1e6:.0f} MB, good to ship")
    return 0


if __name__ == "__main__":
    sys.exit(main())
