"""All tables in ``data/``: facts, standards and the rules that check them."""

from planbook.data.benchmarks import BENCHMARKS
from planbook.data.coal_tables import COAL_TABLES
from planbook.data.glossary import GLOSSARY
from planbook.data.intake_tables import INTAKE_TABLES
from planbook.data.rules import RULES
from planbook.data.schema import TABLES, Table
from planbook.data.standards import STANDARDS

ALL_TABLES: tuple[Table, ...] = (*TABLES, *STANDARDS, *RULES, *COAL_TABLES, GLOSSARY, BENCHMARKS, *INTAKE_TABLES)
"""Every typed table, in the order of the data dictionary."""
