"""The pages of ``docs/forms``, printed from the forms and the policy; a test checks that they are current."""

from __future__ import annotations

import json

from .form import Field, Form
from .forms import FORMS
from .policy import table as policy_table


def pages() -> dict[str, str]:
    """File name → text: a page and a JSON Schema for each form, the policy, and the list."""
    out = {"policy.md": policy_table(), "README.md": _list()}
    for form in FORMS.values():
        name = f"{form.name}-{form.version}"
        out[f"{name}.md"] = _page(form)
        out[f"{name}.schema.json"] = json.dumps(form.schema(), ensure_ascii=False, indent=1) + "\n"
    return out


def _list() -> str:
    lines = ["# Forms of the record", "", "Printed from `servanda.record.forms`; do not edit.", ""]
    lines += ["| form | what it says | table |", "|---|---|---|"]
    for form in FORMS.values():
        lines.append(
            f"| [{form.id}]({form.name}-{form.version}.md) | {form.about} | {form.table or '(of what it corrects)'} |"
        )
    lines += [
        "",
        "Who may add and read them: [policy](policy.md). A field that a form does not know is kept and never read.",
        "",
    ]
    return "\n".join(lines)


def _page(form: Form) -> str:
    lines = [f"# {form.id}", "", "Printed from `servanda.record.forms`; do not edit.", "", form.about, ""]
    lines += [f"Subject: {form.subject or 'free'}. Compartment unless said otherwise: {form.compartment}."]
    lines += [f"Table: `{form.table}`." if form.table else "Table: that of the entry it corrects.", ""]
    lines += ["| field | kind | required | what it says |", "|---|---|---|---|"]
    for field in form.fields:
        lines += _rows(field, "")
    return "\n".join([*lines, ""])


def _rows(field: Field, lead: str) -> list[str]:
    kind = f"one of {', '.join(field.choices)}" if field.choices else field.kind
    about = field.about + ("; only in a sealed entry" if field.private else "")
    rows = [f"| `{lead}{field.name}` | {kind} | {'yes' if field.required else ''} | {about.replace('|', '/')} |"]
    for part in field.parts:
        rows += _rows(part, f"{lead}{field.name}.")
    return rows


if __name__ == "__main__":
    import sys
    from pathlib import Path

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, text in pages().items():
        (folder / file_name).write_text(text, "utf-8")
