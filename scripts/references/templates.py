"""Renders the templates of templates_cases.py with transformers' own jinja2 environment.

Writes core/src/test/resources/dev/hone/templates/pairs.jsonl, one case a line: name, template,
variables, and either `rendered` (with `generated`, the spans of generation blocks in UTF-16 units)
or `error` (with `line`, where jinja2 knows it). Needs `pip install jinja2 transformers`; run it
from the root of the repository. The tests read the file and need no Python.
"""

import datetime
import json
import pathlib
import sys

from transformers.utils import chat_template_utils

import templates_cases

OUT = pathlib.Path("core/src/test/resources/dev/hone/templates/pairs.jsonl")
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, 678901)


def utf16(text, index):
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2


def line_of(error):
    if isinstance(error, SyntaxError):
        return None  # of the Python code that jinja2 made of the template
    if getattr(error, "lineno", None):
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def render(name, template, variables):
    row = {"name": name, "template": template, "variables": variables}
    try:
        compiled = chat_template_utils._compile_jinja_template(template)
        compiled.environment.globals["strftime_now"] = NOW.strftime
        given = {"messages": None, "tools": None, "documents": None, "add_generation_prompt": False}
        given = {key: value for key, value in given.items() if key in variables} | variables
        text = compiled.render(**given)
        row["rendered"] = text
        if "generation" in template:
            blocks, spans = [], []
            with compiled.environment.activate_tracker(blocks, spans):
                for block in compiled.generate(**given):
                    blocks.append(block)
            row["generated"] = [[utf16(text, a), utf16(text, b)] for a, b in spans]
    except Exception as error:  # noqa: BLE001: whatever a template does wrong is the answer
        row["error"] = f"{type(error).__name__}: {error}"
        line = line_of(error)
        if line is not None:
            row["line"] = line
    return row


def main():
    rows, seen = [], set()
    for name, template, variables in templates_cases.cases():
        if name in seen:
            sys.exit(f"two cases are named {name}")
        seen.add(name)
        rows.append(render(name, template, variables))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    failing = sum("error" in row for row in rows)
    print(f"{len(rows)} pairs, of which {failing} must fail, in {OUT}")


if __name__ == "__main__":
    main()
