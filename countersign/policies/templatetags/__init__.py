"""Template tags of the pages about policies."""
