"""What is done about people, each in one transaction: call these by name, as `people.actions.add_person`."""

from countersign.people.actions.absences import (
    AwayAlready,
    OwnLineManager,
    choose_line_manager,
    mark_away,
    remove_absence,
)
from countersign.people.actions.accounts import sign_out_everywhere, take_off_second_step
from countersign.people.actions.importing import NobodyNew, import_people
from countersign.people.actions.persons import (
    EndsBeforeItStarts,
    LastAdministrator,
    NameMissing,
    RoleHeldAlready,
    StaffIdTaken,
    add_person,
    add_role,
    choose_language,
    correct_person,
    end_role,
)
from countersign.people.actions.posts import AnotherSchool, PostTakenLater, hold_post, leave_post

__all__ = [
    "AnotherSchool",
    "AwayAlready",
    "EndsBeforeItStarts",
    "LastAdministrator",
    "NameMissing",
    "NobodyNew",
    "OwnLineManager",
    "PostTakenLater",
    "RoleHeldAlready",
    "StaffIdTaken",
    "add_person",
    "add_role",
    "choose_language",
    "choose_line_manager",
    "correct_person",
    "end_role",
    "hold_post",
    "import_people",
    "leave_post",
    "mark_away",
    "remove_absence",
    "sign_out_everywhere",
    "take_off_second_step",
]
