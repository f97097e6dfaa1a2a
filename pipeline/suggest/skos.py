"""SKOS in and out: a library's thesaurus as the vocabulary, and the vocabulary as a thesaurus.

What is written is read back as it was but for the order of words and examples, which
SKOS does not know. SKOS is https://www.w3.org/TR/skos-reference/.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from xml.parsers import expat
from xml.sax import SAXException

from rdflib import OWL, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import ParserError

from pipeline.errors import ConfigError
from pipeline.records import Scheme
from pipeline.suggest.vocabulary import FACETS, Category, Tag, Vocabulary, checked

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node

_FORMATS = {
    ".ttl": "turtle",
    ".rdf": "xml",
    ".xml": "xml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".nt": "nt",
}
_LONGEST_REASON = 200
# "Cranes (birds)": which of several things with one name is meant.
_QUALIFIER = re.compile(r"\s*\([^()]*\)$")
# Shorter words are often others in the singular: goods, means, news, arms.
_FEWEST_LETTERS = 7
_BASE = "urn:stocktake:"
_SCHEMES = {scheme: URIRef(_BASE + scheme) for scheme in Scheme}
_ORDERS = {scheme: URIRef(f"{_BASE}order:{scheme}") for scheme in Scheme}
# What the parsers are known to raise on a damaged file.
_PARSE_ERRORS = (
    SyntaxError,
    ParserError,
    SAXException,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    UnboundLocalError,
    expat.ExpatError,
)


def write_skos(vocabulary: Vocabulary) -> str:
    """Turtle: a concept scheme for categories and one for tags, a collection for each facet.

    Keys are notations, words that end in a star are hidden labels. Ordered collections
    keep the order of the table.
    """
    graph = Graph()
    graph.bind("category", _BASE + "category:")
    graph.bind("tag", _BASE + "tag:")
    for scheme, entries in (
        (Scheme.CATEGORY, vocabulary.categories),
        (Scheme.TAG, vocabulary.tags),
    ):
        _write_scheme(graph, scheme, [entry.key for entry in entries])
        for entry in entries:
            _write_concept(graph, scheme, entry)
    for facet in FACETS:
        collection = URIRef(f"{_BASE}facet:{quote(facet)}")
        members = [_uri(Scheme.TAG, tag.key) for tag in vocabulary.tags if tag.facet == facet]
        if members:
            graph.add((collection, RDF.type, SKOS.Collection))
            graph.add((collection, SKOS.prefLabel, Literal(facet)))
        for member in members:
            graph.add((collection, SKOS.member, member))
    return graph.serialize(format="turtle")


def _uri(scheme: Scheme, key: str) -> URIRef:
    return URIRef(f"{_BASE}{scheme}:{quote(key, safe='')}")


def _write_scheme(graph: Graph, scheme: Scheme, keys: list[str]) -> None:
    if keys:
        graph.add((_SCHEMES[scheme], RDF.type, SKOS.ConceptScheme))
        graph.add((_ORDERS[scheme], RDF.type, SKOS.OrderedCollection))
        members = BNode()
        Collection(graph, members, [_uri(scheme, key) for key in keys])
        graph.add((_ORDERS[scheme], SKOS.memberList, members))


def _write_concept(graph: Graph, scheme: Scheme, entry: Category | Tag) -> None:
    concept = _uri(scheme, entry.key)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, _SCHEMES[scheme]))
    graph.add((concept, SKOS.notation, Literal(entry.key)))
    graph.add((concept, SKOS.prefLabel, Literal(entry.name)))
    graph.add((concept, SKOS.definition, Literal(entry.definition)))
    if entry.broader:
        graph.add((concept, SKOS.broader, _uri(scheme, entry.broader)))
    for word in entry.terms if isinstance(entry, Category) else entry.synonyms:
        kind = SKOS.hiddenLabel if word.endswith("*") else SKOS.altLabel
        graph.add((concept, kind, Literal(word)))
    for example in entry.examples if isinstance(entry, Category) else ():
        graph.add((concept, SKOS.example, Literal(example)))


def read_skos(path: Path) -> Vocabulary:
    """Vocabulary of a thesaurus; nothing that it names elsewhere is fetched.

    In a thesaurus that `write_skos` wrote, categories and tags are told by their schemes.
    In any other, a concept with narrower ones and nothing broader is a category, and all
    others are tags; it may have no category. Entries then stand by name.

    A name is the English preferred label, else one without a language, else the first by
    language. Only labels of that language speak for the entry, because the same word says
    something else in another: "or" is gold in French. They do so without a qualifier in
    brackets, and in English in the singular too, since libraries put names in the plural.
    A key is the notation, else the end
    of the address. Where there is no definition or scope note, the name is the definition.
    A tag has the facet whose name a collection of it has, else "theme". Of several broader
    concepts the first by key counts. Deprecated concepts are left out.

    Args:
        path: Turtle (.ttl), RDF/XML (.rdf, .xml), JSON-LD (.jsonld, .json) or
            N-Triples (.nt).

    Raises:
        ConfigError: The file cannot be read or is not as its ending says; it declares
            entities or points to a context elsewhere; it has no concepts; two have the
            same key; one is broader than itself.
    """
    graph = _parse(path)
    concepts = _find_concepts(graph)
    if not concepts:
        raise ConfigError(f"{path}: holds no skos:Concept and no skos:prefLabel; name a thesaurus")
    try:
        categories, tags = (_of_scheme(graph, scheme, concepts) for scheme in Scheme)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}; mend skos:memberList") from error
    for peers in (categories, tags):
        _refuse_shared_keys(path, peers)
    return checked(
        [_category(graph, concept, categories) for concept in categories.values()],
        [_tag(graph, concept, tags) for concept in tags.values()],
        place=str(path),
    )


def _parse(path: Path) -> Graph:
    """What a file states, read without asking anything else.

    Raises:
        ConfigError: It cannot be read, or not without fetching or expanding something.
    """
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        endings = ", ".join(_FORMATS)
        raise ConfigError(f"{path}: the ending is not one of {endings}; save it as Turtle (.ttl)")
    graph = Graph()
    try:
        data = path.read_bytes()
        if form == "xml":
            _refuse_entities(data)
        else:
            data = data.decode("utf-8-sig").encode()
        if form == "json-ld":
            # Written anew, so that both parsers see the same.
            data = json.dumps(json.loads(data, object_pairs_hook=_refuse_remote)).encode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the library's own
            graph.parse(data=data, format=form)
    except (OSError, *_PARSE_ERRORS) as error:
        said = " ".join(str(error).split())[:_LONGEST_REASON]
        raise ConfigError(
            f"{path}: cannot be read as {form} ({said}); mend it, or save it as Turtle (.ttl)"
        ) from error
    return graph


def _refuse_entities(data: bytes) -> None:
    """Raises ValueError for XML with a document type, where entities are declared."""

    def refuse(name: str, *_: object) -> None:
        raise ValueError(f"it has a document type, {name!r}, which may expand or fetch entities")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003 (the standard library's own)


def _refuse_remote(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; raises ValueError for one that has its context elsewhere."""
    for name, value in pairs:
        contexts = value if isinstance(value, list) else [value]
        elsewhere = [context for context in contexts if isinstance(context, str)]
        if name in ("@context", "@import") and elsewhere:
            raise ValueError(f"its {name} is elsewhere, at {elsewhere[0]!r}, and is not fetched")
    return dict(pairs)


@dataclass(frozen=True, slots=True)
class _Concept:
    """A concept of a thesaurus; ``language`` is that of its name, "" where none is said."""

    node: Node
    key: str
    name: str
    language: str
    parents: frozenset[Node]


def _find_concepts(graph: Graph) -> dict[Node, _Concept]:
    """The concepts in use, by name and key."""
    groups = (SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection)
    nodes = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(SKOS.prefLabel)}
    nodes -= {node for kind in groups for node in graph.subjects(RDF.type, kind)}
    nodes -= set(graph.subjects(OWL.deprecated, Literal(lexical_or_value=True)))
    concepts = [_read_concept(graph, node, nodes) for node in nodes]
    concepts.sort(key=lambda concept: (concept.name.casefold(), concept.key, concept.node))
    return {concept.node: concept for concept in concepts}


def _read_concept(graph: Graph, node: Node, nodes: set[Node]) -> _Concept:
    name = _best(graph, node, SKOS.prefLabel, SKOS.altLabel)
    text = "" if name is None else _text(name)
    notations = sorted(map(_text, _literals(graph, node, SKOS.notation)))
    end = "" if isinstance(node, BNode) else unquote(re.split("[/#:]", str(node).rstrip("/#:"))[-1])
    # A bar and a star mean something where keys are written.
    key = re.sub("[|*]", "-", next(filter(None, (*notations, end, text)), "")).strip()
    parents = {*graph.objects(node, SKOS.broader), *graph.subjects(SKOS.narrower, node)}
    language = "" if name is None else _language(name)
    return _Concept(node, key, text or key, language, frozenset(parents & nodes))


def _of_scheme(
    graph: Graph, scheme: Scheme, concepts: dict[Node, _Concept]
) -> dict[Node, _Concept]:
    """The concepts that are categories, or tags, in the order of the table."""
    ours = {one: set(graph.subjects(SKOS.inScheme, uri)) for one, uri in _SCHEMES.items()}
    if any(ours.values()):
        categories = ours[Scheme.CATEGORY]
    else:
        above = {parent for concept in concepts.values() for parent in concept.parents}
        categories = {node for node in above if not concepts[node].parents}
    chosen = [node for node in concepts if (node in categories) is (scheme is Scheme.CATEGORY)]
    members = graph.value(_ORDERS[scheme], SKOS.memberList)
    places = {node: place for place, node in enumerate(graph.items(members) if members else ())}
    chosen.sort(key=lambda node: places.get(node, len(places)))
    return {node: concepts[node] for node in chosen}


def _refuse_shared_keys(path: Path, peers: dict[Node, _Concept]) -> None:
    by_key: dict[str, Node] = {}
    for node, concept in peers.items():
        other = by_key.setdefault(concept.key, node)
        if other is not node:
            raise ConfigError(
                f"{path}: {other} and {node} both have the key {concept.key!r}; "
                "give one another skos:notation"
            )


def _category(graph: Graph, concept: _Concept, peers: dict[Node, _Concept]) -> Category:
    examples = _literals(graph, concept.node, SKOS.example)
    return Category(
        key=concept.key,
        name=concept.name,
        broader=_broader(concept, peers),
        definition=_definition(graph, concept),
        terms=_words(graph, concept),
        examples=tuple(sorted({_text(one) for one in examples if _speaks(one, concept)})),
    )


def _tag(graph: Graph, concept: _Concept, peers: dict[Node, _Concept]) -> Tag:
    groups = [
        _text(label).casefold()
        for group in graph.subjects(SKOS.member, concept.node)
        for label in _literals(graph, group, SKOS.prefLabel)
    ]
    return Tag(
        key=concept.key,
        name=concept.name,
        broader=_broader(concept, peers),
        facet=next((facet for facet in FACETS if facet in groups), FACETS[0]),
        definition=_definition(graph, concept),
        synonyms=_words(graph, concept),
    )


def _broader(concept: _Concept, peers: dict[Node, _Concept]) -> str:
    return min((peers[node].key for node in concept.parents if node in peers), default="")


def _definition(graph: Graph, concept: _Concept) -> str:
    said = _best(graph, concept.node, SKOS.definition, SKOS.scopeNote)
    return concept.name if said is None else _text(said)


def _words(graph: Graph, concept: _Concept) -> tuple[str, ...]:
    """What speaks for a concept, sorted; its name too, unless the file is one of ours."""
    is_ours = any((concept.node, SKOS.inScheme, uri) in graph for uri in _SCHEMES.values())
    labels = _literals(graph, concept.node, SKOS.altLabel, SKOS.hiddenLabel)
    words = {_text(label) for label in labels if _speaks(label, concept)}
    if is_ours and words:
        return tuple(sorted(words))
    found = (form for word in (concept.name, *words) for form in _forms(word, concept.language))
    return tuple(sorted(set(found)))


def _forms(label: str, language: str) -> list[str]:
    """How a library's label stands in texts: without its qualifier, and in the singular."""
    # A star at the end stands for any ending with us only.
    word = _QUALIFIER.sub("", label.rstrip("* ")) or label
    if language not in ("", "en") or len(word) < _FEWEST_LETTERS:
        return [word]
    if word.endswith("ies"):
        return [word, word.removesuffix("ies") + "y"]
    if word.endswith(("sses", "xes", "ches", "shes")):
        return [word, word.removesuffix("es")]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")):
        return [word, word.removesuffix("s")]
    return [word]


def _best(graph: Graph, node: Node, *kinds: Node) -> Literal | None:
    """Of the first kind that there is: English, else without a language, else by language."""
    ranks = {"en": 0, "": 1}
    found = next(filter(None, (_literals(graph, node, kind) for kind in kinds)), [])
    return min(
        found,
        key=lambda one: (ranks.get(_language(one), 2), one.language or "", _text(one)),
        default=None,
    )


def _literals(graph: Graph, node: Node, *kinds: Node) -> list[Literal]:
    """Texts that are more than spaces and stars."""
    found = (one for kind in kinds for one in graph.objects(node, kind))
    return [one for one in found if isinstance(one, Literal) and one.replace("*", "").strip()]


def _text(literal: Literal) -> str:
    return str(literal).strip()


def _language(literal: Literal) -> str:
    return (literal.language or "").split("-")[0].casefold()


def _speaks(literal: Literal, concept: _Concept) -> bool:
    """Whether a text is in the language of the concept's name, or says no language."""
    return _language(literal) in ("", concept.language)
