#!/usr/bin/env python3
"""Makes docs/protocols/landis_gyr_conformance.md of the rows of the conformance table."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import rows_association  # noqa: E402,F401
import rows_classes  # noqa: E402,F401
import rows_services  # noqa: E402,F401
import rows_blocks  # noqa: E402,F401
import rows_installation  # noqa: E402,F401
import rows_lines  # noqa: E402,F401
from conformance_table import ROWS, page  # noqa: E402,F401

PAGE = Path(__file__).resolve().parents[3] / "docs/protocols/landis_gyr_conformance.md"

if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())
