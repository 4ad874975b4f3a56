"""``python -m pincite_ui`` is ``pincite``."""

import sys

from pincite_ui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
