"""The tests of imports use the invented country of the tests of the data."""

import sys

from bookkit import ROOT

sys.path.append(str(ROOT / "tests" / "data"))
