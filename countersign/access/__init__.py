"""
What somebody may use because of what they signed, and making it so in the directories the school has.

An entitlement is worked out from facts (`entitlements`), compared with what a directory shows (`planning`),
held back where too much would be taken away at once (`guard`), kept as rows and only then done and read back.
Nothing here ever deletes an account: it is switched off and taken out of the groups Countersign manages.
"""
