"""What comes in from outside: templates, imports, corrections, raw monitoring archives."""
