"""The wheel has everything the program opens while it runs, and both ways to start it."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "mottagning", source / "mottagning", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *options], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_every_file_of_the_package_travels(wheel: zipfile.ZipFile) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "mottagning").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - set(wheel.namelist()) == set()
    assert "mottagning/resources/translations/sv.mo" in files


def test_one_entry_for_the_window_and_one_for_the_console(wheel: zipfile.ZipFile) -> None:
    entries = ConfigParser()
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    entries.read_string(wheel.read(name).decode())
    assert dict(entries["gui_scripts"]) == {"mottagning": "mottagning.__main__:main"}
    assert dict(entries["console_scripts"]) == {"mottagning-cli": "mottagning.__main__:main"}
