"""The platform in a process that may hold few files, so that it is cheap to use them up."""

from __future__ import annotations

import resource

from vivavoce.cli import main

MOST_FILES = 1024

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    main()
