"""
People, what they are at the school from when to when, the posts they hold, and how they sign in.

A person needs no account to sign: a claim ticket is enough. An account is a way of signing in;
it may belong to persons at several schools.
"""
