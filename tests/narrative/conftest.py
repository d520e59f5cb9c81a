"""The invented targets and rows of the verdict tests serve the sentences too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "assess"))
