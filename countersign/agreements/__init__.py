"""
Agreements: who must sign what, signing, declining, and countersigning.

That somebody must sign is derived, from their roles and the audience of the edition in force; no row says so.
A row appears when they act. What it is now is read from its moments:

    signed -> countersigned            in force
    signed -> returned (a question)    the person answers, and it is signed again; or signs anew
    signed -> refused                  the reason is theirs to read
    declined                           the reason is the school's to read
    ... -> ended                       a later agreement, or leaving, put an end to it
"""
