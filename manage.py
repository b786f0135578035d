#!/usr/bin/env python
"""Django's commands and ours, without installing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from insyn.config.cli import main

if __name__ == "__main__":
    main()
