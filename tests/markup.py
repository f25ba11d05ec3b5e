"""Pages as the tests read them: elements, texts, tables; a page whose tags do not match is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Node:
    """An element of a page with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Node"]:
        """Every element inside, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child

    def all(self, *tags: str, **attributes: str) -> list["Node"]:
        """The elements inside with one of the tags and these attributes; `class_` is one of the classes."""
        class_ = attributes.pop("class_", "")
        return [
            node
            for node in self
            if (not tags or node.tag in tags)
            and (not class_ or class_ in node.attributes.get("class", "").split())
            and all(node.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, *tags: str, **attributes: str) -> "Node":
        """The only such element."""
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    @property
    def text(self) -> str:
        """What it says, with single spaces."""
        parts = [child.text if isinstance(child, Node) else child for child in self.children]
        return " ".join(" ".join(parts).split())

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row, head and foot included."""
        return [[cell.text for cell in row.all("th", "td")] for row in self.all("tr")]


class Reader(HTMLParser):
    """Builds the elements; every tag that is opened must be closed, in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        opened = self.open.pop()
        assert opened.tag == tag, f"</{tag}> closes <{opened.tag}> (line {self.getpos()[0]})"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(response: Any) -> Node:
    """The page in a response."""
    reader = Reader()
    reader.feed(response.content.decode())
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    return reader.open[0].one("html")


def main(response: Any) -> Node:
    """What a page holds between header and footer."""
    return page(response).one("main")


def source(response: Any) -> str:
    """A page as it is sent, with single spaces."""
    return " ".join(response.content.decode().split())


def words(response: Any) -> str:
    """A page without its markup, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def first_heading(response: Any) -> str:
    """The heading of a page, as it is sent."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", source(response))
    assert found
    return found[1]


def figures(content: Node) -> dict[str, str]:
    """The large figures of a page by their name."""
    return {
        figure.one("p", class_="figure__label").text: figure.one("p", class_="figure__value").text
        for figure in content.all("div", class_="figure")
    }


def whole(text: str) -> int:
    """A number of persons as a Dutch page writes it."""
    return int(text.replace(".", "").replace("−", "-").replace("+", ""))
