"""A plan in plain text, for a terminal or a file."""

from typing import Any

from countersign.access.models import Plan
from countersign.people.models import Person

NOTHING, CHANGES, PROBLEMS, BLOCKED, UNREACHABLE = 0, 2, 3, 4, 5
SIGNS = {"create": "+", "add_group": "+", "enable": "+", "set": "~", "remove_group": "-", "disable": "-"}


def verdict(plan: Plan) -> int:
    """Return the exit code of a command that looked at a plan."""
    content = plan.content
    if plan.blocked:
        return BLOCKED
    if content["problems"] or content["drift"]:
        return PROBLEMS
    return CHANGES if content["steps"] else NOTHING


def printed(plan: Plan) -> str:
    """Return a plan as text: what, for whom, because of what."""
    content = plan.content
    names = {
        str(public_id): f"{forename} {surname}".strip()
        for public_id, forename, surname in Person.objects.filter(school=plan.connector.school_id).values_list(
            "public_id", "forename", "surname"
        )
    }
    counts = [f"{len(content['steps'])} changes", f"{content['unchanged']} unchanged"]
    needing = len(content["problems"]) + len(content["drift"])
    counts += [f"{needing} need a person"] if needing else []
    lines = [f"PLAN {plan.connector.name}: {', '.join(counts)}"]
    lines += [_line(row, names) for row in content["steps"]]
    lines += [f"  ?{_line(row, names)[3:]}" for row in content["drift"]]
    lines += [
        f"  !  {problem['kind']:<16} {names.get(problem['person'] or '', '')}  {problem['sentence']}".rstrip()
        for problem in content["problems"]
    ]
    if plan.blocked:
        lines.append(f"  BLOCKED: {plan.blocked}")
        lines += [f"  ={_line(row, names)[3:]}" for row in content["held"]]
    return "\n".join(lines)


def _line(row: dict[str, Any], names: dict[str, str]) -> str:
    args = ", ".join(row["args"])
    return (
        f"  {SIGNS.get(row['kind'], ' ')} {row['kind']:<14} {names.get(row['person'], row['person']):<24} "
        f"{args:<40} [{row['key'][:4]}] because {row['reason']}"
    )
