"""
What proves, years later and without us, what was agreed.

A record is the paper form of one agreement: typeset once, when the last party has acted, sealed with the school's
key, with the ledger's entries and the exact page attached. Before that the signer has a receipt. This app reads
everything and changes nothing of it.
"""
