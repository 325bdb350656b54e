"""The pages about access: plans, lists, the catalogue, directories, and one person."""
