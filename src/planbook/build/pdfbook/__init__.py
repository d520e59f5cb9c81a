"""The whole book as one PDF: the finished pages read back, and set by Typst."""
