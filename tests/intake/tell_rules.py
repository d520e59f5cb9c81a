"""Print every rule of the import with the message its bad file gets: ``python tests/intake/tell_rules.py``.

The files are those of ``test_import_bad.py``. A rule after whose name a star stands tells and does not refuse.
"""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "data")]


def main() -> int:
    """Print the list; fail if a rule has no message."""
    from import_factory import country, judged
    from test_import_bad import BAD, NOT_HERE

    from planbook.intake.faults import NOTICES, Rule

    with tempfile.TemporaryDirectory() as folder:
        land = country(Path(folder) / "land")
        told: dict[Rule, str] = {}
        for bad in BAD:
            if bad.rule not in told:
                told |= {f.rule: str(f) for f in judged(land, bad.content(land), bad.name) if f.rule is bad.rule}
    for number, rule in enumerate(Rule, 1):
        said = told.get(rule) or ("（没有一份存好的工作簿能触发，另有单独的测试）" if rule in NOT_HERE else "")
        sys.stdout.write(f"{number:2} {rule.value}{'*' if rule in NOTICES else ''} → {said}\n")
    sys.stdout.write(f"{len(Rule)} rules, {len(set(Rule) - NOTICES)} of them refuse\n")
    return int(set(Rule) - NOT_HERE - set(told) != set())


if __name__ == "__main__":
    sys.exit(main())
