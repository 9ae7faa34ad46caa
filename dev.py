#!/usr/bin/env python3
"""Sets Mottagning up on a fresh machine and runs it: `python3 dev.py demo`, `python3 dev.py test`.

Needs nothing but Python: system libraries come from apt (Debian, as root or with sudo), Python packages from the
hashed lists in requirements/ into .venv beside this file. What is in place already is left alone.
"""

from __future__ import annotations  # so that an old Python gets as far as its one sentence

import compileall
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USAGE = """\
python3 dev.py demo [--size small|normal|stress] [--seed N] [--headless]   a day at an invented reception
python3 dev.py test [--long] [arguments of pytest]                         every check and test
python3 dev.py run ARGUMENTS                                               the program itself; --help says what it does
python3 dev.py texts [--check]                                             bring the Swedish catalogues up to date
python3 dev.py lock [--upgrade]                                            write requirements/ from pyproject.toml
"""

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "set-up"
"""What the environment was last set up from; says UNFINISHED while that goes on."""
UNFINISHED = "unfinished"

# Debian package: the library Qt loads, by the name the linker knows it by.
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libgssapi-krb5-2": "libgssapi_krb5.so.2",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}
# Debian package: where one of its files is found.
FONTS = {"fonts-dejavu-core": "/usr/share/fonts/**/*Sans[.-]*tf"}
SERVERS = {
    "dovecot-imapd": "/usr/lib/dovecot/imap",
    "postgresql": "/usr/lib/postgresql/*/bin/postgres",
    "xvfb": "/usr/bin/Xvfb",
}
PYINSTALLER = {"binutils": "/usr/bin/objdump"}
if sys.base_prefix == "/usr":  # Debian's own Python, whose library is a package by itself
    LIBPYTHON = f"libpython3.{sys.version_info[1]}"
    PYINSTALLER[LIBPYTHON] = f"/usr/lib/*/{LIBPYTHON}.so.1.0"

# Debian starts what it installs unless policy-rc.d says no; one that was there before is none of our business,
# one of ours that an interrupted run left behind is.
INSTALL = """\
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ] || grep -q "by Mottagning" $policy; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\\n# by Mottagning while it installs, then removed\\nexit 101\\n' > $policy
    chmod 755 $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@"
"""


class Stop(Exception):
    """Set-up cannot go on; one sentence says why and what to do."""


def say(text: str) -> None:
    """Tell what is going on, in order with the output of what is started."""
    print(text, flush=True)


def set_up(kind: str, system: dict[str, bool]) -> None:
    """Make everything there that `kind` ("runtime" or "dev") needs; `system` says which Debian packages are."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        version = ".".join(str(part) for part in sys.version_info[:3])
        raise Stop(f"Mottagning needs Python 3.11, 3.12 or 3.13, and this is {version}: start dev.py with another one.")
    missing = [package for package, there in system.items() if not there]
    if importlib.util.find_spec("ensurepip") is None and not usable():
        missing.append(f"python3.{sys.version_info[1]}-venv")
    if missing:
        install_packages(missing)
    # Compiled once and for all, also where the environment says that Python must not write what it compiles.
    compileall.compile_dir(ROOT / "mottagning", quiet=1)
    if usable() and stamped() in (stamp(kind), stamp("dev")):
        return
    with one_at_a_time():
        before = stamped()
        if not usable() or before not in (stamp(kind), stamp("dev")):
            fill_environment("dev" if before.startswith("dev") else kind, fresh=before == UNFINISHED)


def qt_packages(*, screen: bool) -> dict[str, bool]:
    """Which Debian packages for Qt are there; empty where Debian is not."""
    if not sys.platform.startswith("linux"):
        return {}
    ldconfig = shutil.which("ldconfig", path="/sbin:/usr/sbin") or "ldconfig"
    known = subprocess.run([ldconfig, "-p"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    libraries = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if screen else {})}
    return {**{package: name in known for package, name in libraries.items()}, **file_packages(FONTS)}


def file_packages(files: dict[str, str]) -> dict[str, bool]:
    """Which of the Debian packages are there, to judge by one file of each."""
    return {package: any(Path("/").glob(pattern[1:])) for package, pattern in files.items()}


def install_packages(packages: list[str]) -> None:
    """Install Debian packages without starting the servers among them."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Stop(f"Install what Debian calls {names} the way this system does it, and start again.")
    root: list[str] = []
    if os.geteuid() != 0:
        root = ["sudo", "-n"]
        if not shutil.which("sudo") or subprocess.run([*root, "true"], stderr=subprocess.DEVNULL).returncode:
            raise Stop(f"System packages are missing: run `apt-get install {names}` as root, and start again.")
    say(f"Installing system packages: {names}")
    command = [*root, "sh", "-c", INSTALL, "install", *packages]
    done = run_quietly(command)
    if done.returncode:
        raise Stop(f"apt-get could not install {names}: {last_line(done.stdout, 'E:')}")


def usable() -> bool:
    """Whether .venv is whole, was made here and by this version of Python."""
    try:
        made = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    version = "version = {}.{}.".format(*sys.version_info[:2])
    return PYTHON.exists() and version in made and str(VENV) in made


def stamp(kind: str) -> str:
    """What STAMP says when the environment is of `kind` and up to date."""
    made_from = [(ROOT / name).read_bytes() for name in (f"requirements/{kind}.txt", "pyproject.toml")]
    return f"{kind} {hashlib.sha256(b'|'.join(made_from)).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}"


def stamped() -> str:
    """What STAMP says now; "" without one."""
    return STAMP.read_text() if STAMP.exists() else ""


def fill_environment(kind: str, *, fresh: bool) -> None:
    """Bring .venv to what requirements/ says; made anew if `fresh`, or if it is not usable."""
    if fresh or not usable():
        say("Making the virtual environment .venv")
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        STAMP.write_text(UNFINISHED)
        # Of the Python beneath, in case this one runs in another virtual environment.
        base = getattr(sys, "_base_executable", sys.executable)
        made = run_quietly([base, "-m", "venv", str(VENV)])
        if made.returncode:
            raise Stop(f"Python could not make the virtual environment {VENV}: {last_line(made.stdout)}")
    say("Installing Python packages into .venv (some minutes the first time)")
    STAMP.write_text(UNFINISHED)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    lock = ["--require-hashes", "--only-binary=:all:", "--requirement", str(ROOT / "requirements" / f"{kind}.txt")]
    # A plain path instead of an import hook: the hook would cost each phone event 25 ms.
    plain = "--config-settings=editable_mode=compat"
    itself = ["--no-index", "--no-deps", "--no-build-isolation", plain, "--editable", str(ROOT)]
    for what in (lock, itself):
        done = run_quietly([*pip, *what])
        if done.returncode:
            # pip gave up in good order: what is installed is whole, and the next run goes on from here.
            STAMP.unlink()
            raise Stop(
                "The Python packages could not be installed; is the network, or the package index pip is set to, "
                f"within reach? pip says: {last_line(done.stdout, 'ERROR:')}"
            )
    STAMP.write_text(stamp(kind))


def run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run `command` without input; all it says is kept."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def last_line(output: str, prefix: str = "") -> str:
    """The last line that starts with `prefix`, which is where apt and pip say what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if line.startswith(prefix)), lines[-1] if lines else "nothing")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other dev.py is setting up here."""
    with (ROOT / ".set-up.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def has_screen() -> bool:
    """Whether a window could be shown."""
    linux = sys.platform.startswith("linux")
    return not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def become(*command: str) -> int:
    """Run the environment's Python in place of this one; on Windows, which cannot, run it and wait."""
    arguments = [str(PYTHON), *command]
    if WINDOWS:
        return subprocess.run(arguments).returncode
    sys.stdout.flush()
    return os.execv(arguments[0], arguments)


def demo(arguments: list[str]) -> int:
    """Show the invented reception, in a window or, without a screen, as pictures."""
    set_up("runtime", qt_packages(screen=has_screen()))
    if not has_screen() and "--headless" not in arguments:
        arguments = ["--headless", "--summary", *arguments]
    return become("-m", "mottagning", "demo", *arguments)


def run(arguments: list[str]) -> int:
    """Run the program with these arguments."""
    set_up("runtime", qt_packages(screen=has_screen()))
    return become("-m", "mottagning", *arguments)


def side_by_side(arguments: list[str]) -> list[str]:
    """What makes pytest use the processors that there are; nothing when a part of the tests is named, or `-n`."""
    if any(not word.startswith("-") or word.startswith("-n") for word in arguments):
        return []
    return [f"--numprocesses={min(os.cpu_count() or 1, 4)}", "--dist=worksteal"]


def test(arguments: list[str]) -> int:
    """Run every check and then pytest; all of them run, 1 if any failed."""
    system = qt_packages(screen=True)
    if system:
        system.update(file_packages({**SERVERS, **(PYINSTALLER if "--long" in arguments else {})}))
    set_up("dev", system)
    python = str(PYTHON)
    checks = {
        "lint": [python, "-m", "ruff", "check"],
        "format": [python, "-m", "ruff", "format", "--check"],
        "types": [python, "-m", "mypy"],
        "walls": [str(BIN / "lint-imports")],
        "texts": [python, "catalogues.py", "--check"],
        "tests": [python, "-m", "pytest", *side_by_side(arguments), *arguments],
    }
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    failed = []
    for name, command in checks.items():
        say(f"--- {name}")
        if subprocess.run(command, cwd=ROOT, env=environment).returncode:
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def texts(arguments: list[str]) -> int:
    """Collect what the program says, and compile its Swedish."""
    set_up("dev", {})
    return become(str(ROOT / "catalogues.py"), *arguments)


def lock(arguments: list[str]) -> int:
    """Pin every dependency with its hashes, for every platform, without the address it came from."""
    set_up("dev", {})
    for kind, extra in (("runtime", ["build"]), ("dev", ["dev"])):
        target = f"requirements/{kind}.txt"
        command = [str(PYTHON), "-m", "uv", "--quiet", "pip", "compile", "pyproject.toml", "--group", *extra]
        command += [
            "--universal",
            "--fork-strategy=fewest",
            "--generate-hashes",
            "--no-config",
            "--no-annotate",
            "--no-header",
        ]
        command += ["--only-binary=:all:", "--no-emit-index-url", "--no-emit-find-links", "--output-file", target]
        if kind == "dev":
            command += ["--constraint", "requirements/runtime.txt"]
        if subprocess.run([*command, *arguments], cwd=ROOT).returncode:
            raise Stop("uv could not find versions for everything in pyproject.toml; see above.")
        say(f"{target}: written")
    return 0


COMMANDS = {"demo": demo, "test": test, "run": run, "texts": texts, "lock": lock}


def main(arguments: list[str]) -> int:
    """Do what the first argument says with the rest; 0 done, 1 could not, 2 wrong use."""
    if not arguments or arguments[0] not in COMMANDS:
        sys.stderr.write(USAGE)
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
