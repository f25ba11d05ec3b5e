"""Pages as the tests read them: elements, texts, tables; a page whose tags do not match is an error."""

from collections.abc import Iterator
from typing import Any

from django.test.html import Element, parse_html


class Node:
    """An element of a page."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.tag: str = element.name
        self.attributes: dict[str, str] = {name: value or "" for name, value in element.attributes}

    def __iter__(self) -> Iterator["Node"]:
        """Everything inside, in the order of the page."""
        for child in self.element.children:
            if isinstance(child, Element):
                node = Node(child)
                yield node
                yield from node

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
        parts = [Node(c).text if isinstance(c, Element) else c for c in self.element.children]
        return " ".join(" ".join(parts).split())

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row, head and foot included."""
        return [[cell.text for cell in row.all("th", "td")] for row in self.all("tr")]


def page(response: Any) -> Node:
    """The page in a response."""
    root = Node(parse_html(response.content.decode()))
    assert root.tag == "html"
    return root


def main(response: Any) -> Node:
    """What a page holds between header and footer."""
    return page(response).one("main")


def whole(text: str) -> int:
    """A number of persons as a Dutch page writes it."""
    return int(text.replace(".", "").replace("−", "-").replace("+", ""))
