"""
What happened, in an order nobody can change unseen.

Each school has a chain: its entries are numbered from 1 and each holds the hash of the one before. Every minute or so a
checkpoint signs what is new in all chains. Entries, contents and checkpoints are only ever added; names and other
personal words enter the hash salted, so that they can be erased on time and the chain still verifies.
"""
