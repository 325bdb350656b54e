"""The pages of people: signing in, invitations, and the directory that administrators keep."""
