"""One card, many uses: pictures, tables, an embed page and citations made from a card's JSON, byte for byte the same."""
