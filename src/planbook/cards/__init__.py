"""Cards and blocks: what a notebook shows and the book, slides and embeds re-use."""
