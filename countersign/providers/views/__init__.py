"""Pages on which people sign in with accounts elsewhere, and on which a school says how they may."""
