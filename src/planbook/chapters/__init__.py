"""One module per notebook: which cards and blocks a chapter is made of."""
