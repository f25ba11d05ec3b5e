"""The public pages of publications: differences, how to check, and where they lead people with a role."""

import pytest
from django.test import Client

from housing.domain.roles import Role
from housing.models import Publication, User
from tests.caches import empty_caches
from tests.cast import person, signed_in
from tests.markup import Node, main

LAST, BEFORE = "maandoverzicht-1-november-2022", "maandoverzicht-1-oktober-2022"


@pytest.fixture
def boss(demonstration: None, db: None) -> User:
    return person("baas", Role.MINISTRY_MANAGER)


@pytest.fixture
def manager(boss: User) -> Client:
    empty_caches()
    return signed_in(boss)


def links(node: Node) -> list[str]:
    return [link.attributes.get("href", "") for link in node.all("a")]


def test_a_publication_tells_what_is_different_from_the_one_before(visitor: Client) -> None:
    content = main(visitor.get(f"/publicaties/{LAST}/"))
    table = next(t for t in content.all("table") if "Wat er landelijk verschilt" in t.text)
    (closing,) = [row for row in table.rows if row[:2] == ["2e helft 2022", "Saldo aan het eind"]]
    file = visitor.get(f"/publicaties/{LAST}/?_export=csv&tabel=verschil").content.decode().splitlines()
    assert file[0] == "period,component,old,new,difference"
    old, new = (Publication.objects.get(slug=slug).sums["2022-2"]["closing"] for slug in (BEFORE, LAST))
    assert f"2022-2,closing,{old},{new},{new - old}" in file
    assert closing[4].startswith("+")
    assert "Vergelijk met nu" not in content.text
    assert f"manage.py verify --anchor {Publication.objects.get(slug=LAST).seq}:" in content.text


def test_people_with_a_role_can_compare_and_managers_take_back(site: Client, manager: Client) -> None:
    found = links(main(site.get(f"/publicaties/{LAST}/")))
    assert f"/publicaties/vergelijken/?van=publicatie&van_publicatie={LAST}&naar=nu" in found
    assert f"/publicaties/{LAST}/intrekken/" not in found
    assert f"/publicaties/{LAST}/intrekken/" in links(main(manager.get(f"/publicaties/{LAST}/")))
