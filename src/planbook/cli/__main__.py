"""``python -m planbook.cli``, for shells in which ``planbook`` is not on the path."""

import sys

from planbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
