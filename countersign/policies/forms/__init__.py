"""The questions of putting a policy in, editing and publishing it."""
