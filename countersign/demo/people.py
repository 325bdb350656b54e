"""The invented people of Alderbrook Primary School, and what each of them shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """
    One invented person.

    `story` says how far they are: `in-force`, `in-force+remote`, `signed`, `signed+remote`, `signed+admin`, `invited`,
    `reading`, `asked`, `answered`, `declined`, `returned`, `refused`, `not-asked`, `left`, `starts-soon`. `offered` is
    the line beside their name on the page that signs you in as them.
    """

    forename: str
    surname: str
    kind: str
    job: str
    story: str
    post: str = ""
    administrator: bool = False
    printed: str = ""
    offered: str = ""


def _staff(names: str, kind: str, job: str, story: str) -> list[Figure]:
    parts = [name.split(" ", 1) for name in names.split(", ")]
    return [Figure(forename, surname, kind, job, story) for forename, surname in parts]


FIGURES: list[Figure] = [
    Figure("Helen", "Adeyemi-Clarke", "staff-teaching", "Headteacher", "signed", "headteacher",
           printed="Mrs Adeyemi-Clarke", offered="Headteacher: agreements wait for her countersignature"),
    Figure("Graham", "Whitlock", "staff", "School business manager", "in-force", "business-manager", administrator=True,
           offered="Business manager and administrator: people, policies, settings"),
    Figure("Yasmin", "Haddad", "staff-teaching", "Deputy headteacher", "in-force", "dsl",
           offered="Deputy head and designated safeguarding lead"),
    Figure("Tom", "Birchall", "staff", "IT technician", "in-force+remote", "it-manager",
           offered="IT manager: accounts to make, and the plan"),
    Figure("Priscilla", "Ward", "governors", "Chair of governors", "in-force", "chair-of-governors",
           offered="Chair of governors: decides on the headteacher’s own agreement"),
    Figure("Nadia", "Kowalczyk", "staff-teaching", "Class teacher, Year 3", "invited",
           offered="New class teacher: has not signed yet"),
    Figure("Owen", "Fairbrother", "volunteers", "Reading volunteer", "returned",
           offered="Volunteer: the school has returned his agreement with a question"),
    Figure("Marta", "Lindqvist", "governors", "Parent governor", "in-force",
           offered="Governor: signed and countersigned, with her record"),
    Figure("Rosalind", "Pike", "staff", "Data protection lead", "in-force", "dpo"),
    Figure("Ibrahim", "Sesay", "staff-teaching", "Assistant headteacher", "in-force", "deputy-dsl"),
    *_staff("Bethan Rhys-Morgan, Callum Dunmore, Aoife O'Shea, Daniel Achterberg, Grace Okonjo",
            "staff-teaching", "Class teacher", "in-force"),
    *_staff("Lucy Hargrave, Samir Patel-Jones", "staff-teaching", "Class teacher", "signed"),
    Figure("Siân", "Prosser", "staff-teaching", "Special needs coordinator", "signed+remote"),
    Figure("Victor", "Emmanuel", "staff-teaching", "Computing lead", "signed+admin"),
    *_staff("Joanna Brill, Fatima Rahmani, Keith Oldroyd, Bronwen Tate", "staff", "Teaching assistant", "in-force"),
    *_staff("Wendy Small, Paulette Christie", "staff", "Teaching assistant", "signed"),
    *_staff("Derek Flood, Anita Joshi", "staff", "Midday supervisor", "invited"),
    Figure("Colin", "Marsh-Webb", "staff", "Site manager", "declined"),
    Figure("Maureen", "Tully", "staff", "School cook", "asked"),
    Figure("Elspeth", "Macrae", "staff", "Office administrator", "answered"),
    Figure("Zoë", "Castellanos", "staff-supply", "Supply teacher", "invited"),
    Figure("Hugh", "Pemberton", "staff-supply", "Supply teacher", "left"),
    Figure("Anneliese", "Vogel", "staff-teaching", "Class teacher, Year 5", "starts-soon"),
    *_staff("Robert Ainscough, Chidi Nwosu, Pauline Fry", "governors", "Governor", "in-force"),
    *_staff("Leonard Moss, Sunita Bhatt", "governors", "Governor", "invited"),
    Figure("Gwendolyn", "Ashe", "governors", "Governor", "reading"),
    *_staff("Irene Falk, Morris Bell", "volunteers", "Reading volunteer", "in-force"),
    Figure("Peter", "Zimmer", "volunteers", "Garden volunteer", "refused"),
    Figure("Dilys", "Hopkin", "volunteers", "Library volunteer", "not-asked"),
    *_staff("Aaron Stead, Lina Baptiste", "contractors", "Boiler engineer", "signed"),
    Figure("Carlos", "Medina", "contractors", "Network engineer", "in-force"),
    Figure("Tessa", "Quill", "visitors", "Visiting author", "invited"),
    *_staff("Amelie Frost, Bilal Siddiqui, Cora Lindley, Dexter Omondi", "pupils-ks2", "Year 5", "in-force"),
    *_staff("Esme Tran, Finn Gallagher", "pupils-ks2", "Year 5", "signed"),
    *_staff("Gia Romano, Harley Brooks", "pupils-ks2", "Year 4", "not-asked"),
    *_staff("Judith Frost, Omar Siddiqui, Kate Lindley", "parents", "Parent", "not-asked"),
]  # fmt: skip
