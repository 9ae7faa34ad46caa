"""The frozen folder, as it is installed: built, started, and used."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_frozen_folder_is_good_to_ship() -> None:
    done = subprocess.run(
        [sys.executable, "installer/build.py"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
