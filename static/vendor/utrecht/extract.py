"""Build utrecht.css: the components of the Utrecht library that the pages use, and no more.

Run in a folder where `npm install @utrecht/component-library-css@9.0.4` was done:

    python extract.py node_modules/@utrecht > utrecht.css
"""

import json
import re
import sys
from pathlib import Path

COMPONENTS = (
    "document body page-header page-footer page-body skip-link link heading-1 heading-2 heading-3 heading-4 "
    "paragraph button table form-field form-label textbox select alert status-badge breadcrumb-nav"
).split()

# Variants that no page uses; every selector with one of these is left out.
UNUSED = re.compile(
    r"--(danger|warning|ready|submit|busy|pressed|arrows|html-p\b|html-span|placeholder-rtl|placeholder-ltr|fixed"
    r"|oneline|sticky|alternate|selected|truncate|row-hover|row-focus-within|hidden|checkbox|radio|voorvoegsel"
    r"|[a-z-]+-size\b|password|url\b|telephone|iban|active\b|inactive|valid\b|success|safe\b|hover\b"
    r"|focus\b(?!\))|focus-visible\b|disabled\b|inline\b|visited)"
    r"|lang\(ar\)|__figcaption|__data--|__container|__header-cell-button|figcaption"
)
KEEP = re.compile(r"--visible-on-focus|utrecht-alert--warning|:not\(")


def rules(css: str) -> list[tuple[str, str]]:
    """Split into (selector or at-rule, body), one level deep."""
    found, start, depth, head = [], 0, 0, ""
    for at, character in enumerate(css):
        if character == "{":
            if depth == 0:
                head, start = css[start:at].strip(), at + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                found.append((head, css[start:at].strip()))
                start = at + 1
    return found


def reduced(css: str) -> str:
    out = []
    for head, body in rules(css):
        if head.startswith("@"):
            inner = reduced(body)
            if inner:
                out.append(f"{head} {{\n{inner}\n}}")
            continue
        selectors = [part.strip() for part in re.split(r",(?![^(]*\))", head)]
        kept = [part for part in selectors if KEEP.search(part) or not UNUSED.search(part)]
        if kept and body:
            declarations = re.sub(r"\s+", " ", body).replace("; ", ";\n  ")
            out.append(f"{', '.join(kept)} {{\n  {declarations}\n}}")
    return "\n".join(out)


def main(folder: Path) -> None:
    print("/*! @license EUPL-1.2 | Copyright (c) 2020-2025 Gemeente Utrecht, 2020-2025 Frameless B.V.")
    print(" *  Taken from @utrecht/component-library-css 9.0.4 by extract.py; do not edit by hand. */")
    for name in COMPONENTS:
        package = folder / f"{name}-css"
        version = json.loads((package / "package.json").read_text())["version"]
        css = re.sub(r"/\*.*?\*/", "", (package / "dist" / "index.css").read_text(), flags=re.S)
        print(f"\n/* @utrecht/{name}-css {version} */\n{reduced(css)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
