"""Walks of a GraphQL schema."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
    is_specified_scalar_type,
)


def own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """The types that the schema itself defines."""
    return [
        kind
        for kind in schema.type_map.values()
        if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
    ]


def descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Everything that a client reads of the schema, by its coordinate, with its description."""
    for kind in own_types(schema):
        yield kind.name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                for argument, definition in field.args.items():
                    yield f"{kind.name}.{name}({argument}:)", definition.description
        elif isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value.description) for name, value in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", field.description) for name, field in kind.fields.items())


def undescribed(schema: GraphQLSchema) -> list[str]:
    """The coordinates of what has no description."""
    return [coordinate for coordinate, text in descriptions(schema) if not (text or "").strip()]


def everything(kind: GraphQLNamedType, above: frozenset[str] = frozenset()) -> str:
    """Every field below a type, down to a type that stands above itself."""
    assert is_object_type(kind) or is_interface_type(kind)
    below = above | {kind.name}
    asked = []
    for name, field in kind.fields.items():
        named = get_named_type(field.type)
        if not is_composite_type(named):
            asked.append(name)
        elif named.name not in below:
            asked.append(f"{name} {{ {everything(named, below)} }}")
        else:
            asked.append(f"{name} {{ __typename }}")  # there and back, no further
    return " ".join(asked)
