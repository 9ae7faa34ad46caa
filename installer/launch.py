"""Where both frozen executables begin."""

from mottagning.__main__ import frozen_main

frozen_main()
