"""Sets the clock wrong for every Python process that finds this file first: by PLANBOOK_TEST_CLOCK seconds."""

import os
import time

_OFF = float(os.environ.get("PLANBOOK_TEST_CLOCK", "0"))
_true = time.time
time.time = lambda: _true() + _OFF
