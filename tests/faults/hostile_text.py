"""Documents with long, strange or misspelt words in them, and operations that there are not."""

from __future__ import annotations

from tests.faults.hostile import post
from tests.faults.hostile_documents import PARSE, VALIDATION, Groups, aliases, repeated, requests


def slug(text: str) -> str:
    """A document with this between quotation marks."""
    return f'{{ practice(slug: "{text}") {{ id }} }}'


TEXT: Groups = {
    None: {
        "a comment of 19,900 characters": "{ __typename } #" + "x" * 19_900,
        "1,400 comments": "#\n" * 1_400 + "{ __typename }",
        "19,800 spaces and commas": "{ __typename " + " ," * 9_900 + "}",
        "a string of 19,000 characters": slug("x" * 19_000),
        "a block string of 6,000 lines": slug('""' + "\n x" * 6_000 + '""'),
        "a block string of quotes": slug('""' + '\\"""' * 4_000 + '""'),
        "3,000 unicode escapes": slug("\\u00e9" * 3_000),
        "an alias of 19,000 characters": "{ " + "a" * 19_000 + ": __typename }",
    },
    PARSE: {
        "9,900 comments": "#\n" * 9_900 + "{ __typename }",
        "unicode escapes of a lone surrogate": slug("\\uD800"),
        "unicode escape beyond Unicode": slug("\\u{FFFFFFFFFF}"),
        "an unclosed string": '{ practice(slug: "' + "x" * 19_000,
        "an unclosed block string": '{ practice(slug: """' + "\n" * 19_000,
        "9,000 control characters": "{ __typename } " + "\x01" * 9_000,
        "fragment arguments": "{ ...F(a: 1) } fragment F($a: Int) on Query { __typename }",
    },
    VALIDATION: {
        "unicode escapes of NUL": slug("\\u0000"),
        "a name of 19,000 characters": "{ " + "a" * 19_000 + " }",
        "a number of 19,000 digits": "{ practices(first: " + "9" * 19_000 + ") { totalCount } }",
        "a float of 19,000 digits": "{ practices(first: 1." + "9" * 19_000 + ") { totalCount } }",
        "1e400 in the document": "{ practices(first: 1e400) { totalCount } }",
        "an id of 19,000 digits": "{ node(id: " + "9" * 19_000 + ") { id } }",
    },
    "TOO_LARGE": {
        "a document of 20,001 characters": "{ __typename }" + " " * 19_987,
    },
}

MISSPELT: Groups = {
    VALIDATION: {
        "300 misspelt fields": "{" + repeated(300, lambda n: f"practises{n}") + "}",
        "250 misspelt long fields": "{" + repeated(250, lambda n: f"practices{n:060}") + "}",
        "300 misspelt arguments": "{ practices(" + repeated(300, lambda n: f"firts{n}: 1") + ") { totalCount } }",
        "480 misspelt input keys": "{ practices(filter: {" + repeated(480, lambda n: f"aproach{n}: 1") + "}) { id } }",
        "180 misspelt types": "{" + repeated(180, lambda n: f"... on Practices{n} {{ a{n}: id }}") + "}",
        "300 misspelt variable types": f"query ({repeated(300, lambda n: f'$v{n}: PracticeFilt{n}')}) {{ a }}",
        "70 misspelt enum values": aliases(70, lambda n: f"practices(orderBy: NEWER{n}) {{ totalCount }}"),
        "70 undefined variables": aliases(70, lambda n: f"practices(first: $v{n}) {{ totalCount }}"),
    }
}

OPERATIONS: Groups = {
    VALIDATION: {
        "a mutation": "mutation { login }",
        "a subscription": "subscription { practices }",
        "a type definition": "type Query { a: Int }",
        "only a fragment": "fragment F on Query { __typename }",
    },
}

TEXTS = [
    *requests(TEXT),
    *requests(MISSPELT),
    *requests(OPERATIONS),
    post("an operation that is not there", 400, "BAD_REQUEST", "query A { __typename }", operationName="B"),
    post("a huge operation name", 400, "BAD_REQUEST", "query A { __typename }", operationName="B" * 90_000),
    post("two anonymous operations", 400, VALIDATION, "{ __typename } { __typename }"),
]
