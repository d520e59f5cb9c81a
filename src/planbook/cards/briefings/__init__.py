"""A chapter as a briefing to present: PowerPoint, Word and PDF made from its cards and blocks, byte for byte the same."""
