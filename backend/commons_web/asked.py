"""What the address of a search asks for, and the addresses of its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlencode

from commons.kit.errors import Refused
from commons.kit.paging import DEFAULT_PAGE, PageRequest, page_request
from commons.kit.text import why_not_text
from commons.practices.queries.criteria import COUNTRY, EVALUATED, SEARCH_MAX, Criteria, Order, check
from commons.practices.rules import FACETS

SIZES = (10, 20, 50, 100)
Pairs = list[tuple[str, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search page's address, understood; ``problem`` says what was not."""

    criteria: Criteria
    order: Order | None = None
    size: int = DEFAULT_PAGE
    after: str | None = None
    before: str | None = None
    at: int = 1  # number of the first result, carried along by the links to the next and previous page
    problem: str | None = field(default=None, compare=False)

    @property
    def sorted_by(self) -> Order:
        """The order that is used: what was asked for, else relevance for a search and newest without."""
        if self.order is Order.RELEVANCE and self.criteria.words is None:
            return Order.NEWEST
        return self.order or (Order.RELEVANCE if self.criteria.words else Order.NEWEST)

    @property
    def page(self) -> PageRequest:
        """The page in the room's words."""
        if self.before is not None:
            return page_request(last=self.size, before=self.before)
        return page_request(first=self.size, after=self.after)

    def url(self, path: str = "/practices", **changes: object) -> str:
        """The address of this search with changes; a change of anything but the page starts at the first page."""
        if "after" not in changes and "before" not in changes:
            changes = {"after": None, "before": None, "at": 1, **changes}
        pairs = _pairs(replace(self, **changes))  # type: ignore[arg-type]  # the names are this class's fields
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, scheme: str, value: str) -> str:
        """The address of this search without one of its filters."""
        criteria = self.criteria
        if scheme == COUNTRY:
            rest = tuple(code for code in criteria.countries if code != value)
            return self.url(criteria=replace(criteria, countries=rest))
        if scheme == EVALUATED:
            return self.url(criteria=replace(criteria, evaluated=None))
        kept = {
            key: tuple(one for one in values if (key, one) != (scheme, value))
            for key, values in criteria.facets.items()
        }
        return self.url(criteria=replace(criteria, facets={key: values for key, values in kept.items() if values}))


def _pairs(asked: Asked) -> Pairs:
    criteria = asked.criteria
    pairs: Pairs = [("q", criteria.words)] if criteria.words else []
    pairs += [(scheme, value) for scheme, values in criteria.facets.items() for value in values]
    pairs += [(COUNTRY, code) for code in criteria.countries]
    if criteria.evaluated is not None:
        pairs.append((EVALUATED, "yes" if criteria.evaluated else "no"))
    pairs += [("order", asked.order.value)] if asked.order else []
    pairs += [("size", str(asked.size))] if asked.size != DEFAULT_PAGE else []
    pairs += [(name, cursor) for name, cursor in (("after", asked.after), ("before", asked.before)) if cursor]
    pairs += [("at", str(asked.at))] if asked.at > 1 else []
    return pairs


async def understand(pairs: Iterable[tuple[str, str]]) -> Asked:
    """The search that an address asks for; what can't be meant is left out, and ``problem`` says so."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    problems: list[str] = []
    criteria = await _criteria(given, problems)
    order = _choice(given, "order", {one.value: one for one in Order if one is not Order.ID}, problems)
    size = _choice(given, "size", {str(one): one for one in SIZES}, problems)
    return Asked(
        criteria=criteria,
        order=order,
        size=size or DEFAULT_PAGE,
        after=_last(given, "after"),
        before=None if _last(given, "after") else _last(given, "before"),
        at=_number(_last(given, "at")),
        problem=" ".join(problems) or None,
    )


async def _criteria(given: dict[str, list[str]], problems: list[str]) -> Criteria:
    """Criteria of which each part was checked on its own, so that one wrong part does not lose the others."""
    words = next((value for value in reversed(given.get("q", [])) if value), "").strip()
    if len(words) > SEARCH_MAX:
        problems.append(f"A search has at most {SEARCH_MAX} characters; yours was cut.")
        words = words[:SEARCH_MAX]
    sound = Criteria(search=(await _checked(Criteria(search=words), problems)).search)
    evaluated = _choice(given, EVALUATED, {"yes": True, "no": False}, problems)
    facets: dict[str, tuple[str, ...]] = {}
    for scheme in FACETS:
        values = tuple(dict.fromkeys(value for value in given.get(scheme, []) if value))
        if values:
            facets |= (await _checked(Criteria(facets={scheme: values}), problems)).facets
    codes = tuple(dict.fromkeys(code.upper() for code in given.get(COUNTRY, []) if code))
    countries = (await _checked(Criteria(countries=codes), problems)).countries
    return replace(sound, facets=facets, countries=countries, evaluated=evaluated)


async def _checked(criteria: Criteria, problems: list[str]) -> Criteria:
    try:
        await check(criteria)
    except Refused as refusal:
        problems.append(refusal.sentence)
        return Criteria()
    return criteria


def _choice(given: dict[str, list[str]], name: str, choices: dict[str, T], problems: list[str]) -> T | None:
    value = _last(given, name)
    if not value:
        return None
    if value not in choices:
        problems.append(f"{name} is one of {', '.join(choices)}.")
    return choices.get(value)


def _last(given: dict[str, list[str]], name: str) -> str | None:
    values = [value for value in given.get(name, []) if value and why_not_text(value) is None]
    return values[-1] if values else None


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 1
