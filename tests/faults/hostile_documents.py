"""Documents that are cheap to write and, for a careless server, dear to read: broad, deep or repeated."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.hostile import Hostile, post

PARSE = "GRAPHQL_PARSE_FAILED"
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
COMPLEX = "TOO_COMPLEX"
# Documents by name, by the code that they are refused with; None for those that are run.
Groups = dict[str | None, dict[str, str]]


def repeated(number: int, part: Callable[[int], str]) -> str:
    """Parts with their numbers, one after another."""
    return " ".join(part(place) for place in range(number))


def aliases(number: int, field: Callable[[int], str]) -> str:
    """A field under so many names."""
    return f"{{ {repeated(number, lambda n: f'a{n}: {field(n)}')} }}"


def nested(depth: int, opening: str, inner: str, closing: str) -> str:
    """``inner`` inside so many openings."""
    return opening * depth + inner + closing * depth


def fragment_bomb(levels: int) -> str:
    """Each fragment spreads the next one twice: two to the power of ``levels`` fields for a server without a memo."""
    steps = repeated(levels - 1, lambda n: f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}")
    return f"{{ ...F0 }} {steps} fragment F{levels - 1} on Query {{ __typename }}"


def fragment_cycle(length: int) -> str:
    """Fragments in a ring."""
    return "{ ...F0 } " + repeated(length, lambda n: f"fragment F{n} on Query {{ ...F{(n + 1) % length} }}")


def fragments_of_fragments(number: int) -> str:
    """Fragments that each spread them all."""
    spreads = repeated(number, lambda n: f"...F{n}")
    return "{ ...F0 } " + repeated(number, lambda n: f"fragment F{n} on Query {{ {spreads} }}")


def overlaps(fields: int, own: int, spreads: int, fragments: int) -> str:
    """Fields of one name with fields of their own and fragments below: all are compared with all."""
    below = repeated(own, lambda n: f"f{n}: totalCount") + repeated(spreads, lambda n: f" ...F{n % fragments}")
    defined = repeated(fragments, lambda n: f"fragment F{n} on PracticeConnection {{ g{n}: totalCount }}")
    return f"{{ {f'p: practices {{ {below} }} ' * fields} }} {defined}"


def introspection(depth: int) -> str:
    """Types of fields of types of fields …"""
    return "{ __schema { types { " + nested(depth, "fields { type { ", "name", " } }") + " } } }"


DEAR = "{ nodes { partners { role { narrower { id } } } } }"

FRAGMENTS: Groups = {
    COMPLEX: {
        "fragment bomb of 22": fragment_bomb(22).replace("__typename", "practices { totalCount }"),
        "fragment bomb of 49": fragment_bomb(49),
        "51 fragments": fragment_bomb(51),
        "290 operations": repeated(290, lambda n: f"query Q{n} {{ __typename }}"),
        "overlaps, 40 fields with 12 fragments": overlaps(40, 0, 12, 10),
        "overlaps, 10 fields with 48 fragments": overlaps(10, 0, 48, 48),
        "overlaps, 25 fields with 20 fragments": overlaps(25, 1, 20, 20),
        "overlaps, 15 fields of 10 with 20 fragments": overlaps(15, 10, 20, 20),
        "overlaps, 60 fields of 1 with 2 fragments": overlaps(60, 5, 2, 2),
    },
    VALIDATION: {
        "fragment bomb in unused fragments": "{ __typename }" + fragment_bomb(22).removeprefix("{ ...F0 }"),
        "fragment that spreads itself": "{ ...F } fragment F on Query { ...F __typename }",
        "ring of 2 fragments": fragment_cycle(2),
        "ring of 49 fragments": fragment_cycle(49),
        "24 fragments that each spread all": fragments_of_fragments(24),
        "300 unknown fragments": "{" + repeated(300, lambda n: f"...Unknown{n}") + "}",
    },
    None: {
        "600 spreads of one fragment": "{" + " ...F" * 600 + "} fragment F on Query { __typename }",
    },
}

BREADTH: Groups = {
    COMPLEX: {
        "160 aliases of a page": aliases(160, lambda _: "practices { nodes { id } }"),
        "180 aliases of a count": aliases(180, lambda n: f"practices {{ b{n}: totalCount }}"),
        "110 aliases of facets": aliases(110, lambda n: f"practices {{ b{n}: facets {{ evaluated }} }}"),
        "one field 300 times": "{" + " vocabularies { id }" * 300 + "}",
        "__typename 1000 times": "{" + " __typename" * 1_000 + "}",
        "two names, each 600 times": "{ practices {" + " totalCount __typename" * 600 + "} }",
        "skipped, but too much": "{ practices(first: 100) @skip(if: true) " + DEAR + " }",
    },
    PARSE: {
        "1,400 aliases": aliases(1_400, lambda _: "id"),
        "1,000 operations": repeated(1_000, lambda n: f"query Q{n} {{ a }}"),
    },
    VALIDATION: {
        "fields in conflict 50 times": "{" + repeated(50, lambda n: f'a: practice(slug: "{n}") {{ id }}') + "}",
        "50 operations of one name": repeated(50, lambda _: "query Q { __typename }"),
        "300 variables defined": f"query ({repeated(300, lambda n: f'$v{n}: Int')}) {{ __typename }}",
        "one variable defined 300 times": f"query ({'$v: Int ' * 300}) {{ __typename }}",
        "one argument 300 times": f"{{ practices({'first: 1 ' * 300}) {{ totalCount }} }}",
        "one key 400 times in an input": f"{{ practices(filter: {{ {'evaluated: true ' * 400} }}) {{ totalCount }} }}",
        "690 wrong values in a list": f"{{ nodes(ids: [{'1 2 X ' * 230}]) {{ id }} }}",
        "400 unknown directives on a field": "{ __typename" + " @x" * 400 + " }",
        "400 different unknown directives": "{ __typename " + repeated(400, lambda n: f"@include{n}") + " }",
        "200 @include on a field": "{ __typename" + " @include(if: true)" * 200 + " }",
        "@deprecated in an operation": "{ __typename @deprecated }",
    },
    "BAD_REQUEST": {
        "50 operations": repeated(50, lambda n: f"query Q{n} {{ __typename }}"),
    },
    None: {
        "300 aliases": aliases(300, lambda _: "__typename"),
        "48 aliases of a count": aliases(48, lambda n: f"practices {{ b{n}: totalCount }}"),
        "105 aliases of a practice": aliases(105, lambda n: f'practice(slug: "x{n}") {{ b{n}: id }}'),
        "105 aliases of a vocabulary": aliases(105, lambda n: f'vocabulary(scheme: "x{n}") {{ b{n}: id }}'),
        "180 aliases of all vocabularies": aliases(180, lambda n: f"vocabularies {{ b{n}: id }}"),
        "@skip and @include on 80 fields": aliases(80, lambda _: "__typename @skip(if: false) @include(if: true)"),
        "everything skipped": "{ practices(first: 100) @skip(if: true) { nodes { id } } }",
        "skipped and included": "{ a: __typename @skip(if: true) @include(if: true) b: __typename @skip(if: true) }",
    },
}

DEPTH: Groups = {
    COMPLEX: {
        "17 levels deep": "{ vocabularies { concepts { " + nested(15, "broader { ", "id", " }") + " } } }",
        "introspection of types 200 times": f"{{ __schema {aliases(200, lambda _: 'types { name kind }')} }}",
        "introspection of fields 70 times": "{ __schema { types "
        + aliases(70, lambda _: "fields { args { name } }")
        + "}}",
    },
    PARSE: {
        "200 levels deep": "{ vocabularies { concepts { " + nested(200, "broader { ", "id", " }") + " } } }",
        "700 levels deep": nested(700, "{ a ", "", "}"),
        "240 inline fragments deep": "{" + nested(240, "... { ", "__typename", " }") + "}",
        "list literal 700 deep": "{ nodes(ids: " + nested(700, "[", "", "]") + ") { id } }",
        "object literal 300 deep": "{ practices(filter: " + nested(300, "{ a: ", "1", "}") + ") { totalCount } }",
        "list type 700 deep": "query ($v: " + nested(700, "[", "Int", "]") + ") { __typename }",
        "introspection 200 deep": introspection(200),
    },
    VALIDATION: {
        "list type 100 deep": "query ($v: " + nested(100, "[", "Int", "]") + ") { __typename }",
        "list literal 100 deep": "{ nodes(ids: " + nested(100, "[", "{}", "]") + ") { id } }",
        "introspection of fields of types of fields": introspection(3),
        "introspection by possible types": '{ __type(name: "Node") {'
        + nested(6, "possibleTypes { interfaces { ", "fields { name }", " } }")
        + "} }",
    },
    None: {
        "95 inline fragments deep": "{" + nested(95, "... { ", "__typename", " }") + "}",
    },
}


def requests(groups: Groups) -> list[Hostile]:
    """A request for each document."""
    return [
        post(name, 200 if code is None else 400, code, document)
        for code, documents in groups.items()
        for name, document in documents.items()
    ]


DOCUMENTS = [*requests(FRAGMENTS), *requests(BREADTH), *requests(DEPTH)]
