"""Surface water as the official rules evaluate it: section classes, river ratings, comparison of periods."""
