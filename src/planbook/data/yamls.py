"""YAML read by libyaml where PyYAML has it: the same content, ten times as fast."""

from typing import Any

import yaml

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """Return the plain values a YAML text holds.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML.
    """
    return yaml.load(text, _LOADER)  # noqa: S506 - either loader is a safe one
