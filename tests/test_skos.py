"""A thesaurus as the vocabulary, the vocabulary as a thesaurus, and files that mean harm."""

from __future__ import annotations

import dataclasses
import json
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given
from rdflib import SKOS, Graph, URIRef

from pipeline.errors import ConfigError
from pipeline.suggest.skos import read_skos, write_skos
from pipeline.suggest.vocabulary import (
    Category,
    Tag,
    Vocabulary,
    load_vocabulary,
    write_vocabulary,
)
from tests.conftest import write
from tests.vocabularies import category, tag, vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix port: <http://library.example/port/> .
"""
# As a library has it: no types, no definitions, labels in several languages, two parents.
LIBRARY = (
    PREFIXES
    + """
port:c1 skos:prefLabel "Structures"@en, "Ouvrages"@fr .
port:c2 skos:prefLabel "Traffic"@en .
port:c3 skos:prefLabel "Piers"@en, "Muelles"@es ; skos:altLabel "Jetties"@en, "Or"@fr, "TX 7" ;
    skos:broader port:c2, port:c1 .
port:c4 skos:prefLabel "Quais"@fr, "Muelle"@es ; skos:altLabel "Docks"@en ; skos:broader port:c3 .
port:c5 skos:prefLabel "Anchors" ; skos:scopeNote "What holds a ship." .
port:c6 skos:prefLabel "Galleys"@en ; owl:deprecated true ; skos:broader port:c2 .
"""
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Vocabulary]:
    """Reads a thesaurus of this text."""

    def call(text: str, name: str = "thesaurus.ttl") -> Vocabulary:
        return read_skos(write(tmp_path / name, text))

    return call


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("rdflib.parser._urlopen", refuse)


def in_order(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with words and examples in the order that they are read back in."""

    def sort(entry: Category | Tag) -> Category | Tag:
        values = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
        lists = {name: tuple(sorted(it)) for name, it in values.items() if isinstance(it, tuple)}
        return dataclasses.replace(entry, **lists)  # type: ignore[arg-type] # names are fields

    return Vocabulary(
        categories=tuple(map(sort, vocabulary.categories)),  # type: ignore[arg-type] # as given
        tags=tuple(map(sort, vocabulary.tags)),  # type: ignore[arg-type] # as given
    )


@given(vocabularies)
def test_what_is_written_is_read_back(vocabulary: Vocabulary) -> None:
    text = write_skos(vocabulary)
    assert write_skos(vocabulary) == text
    with TemporaryDirectory() as folder:
        assert read_skos(write(Path(folder) / "v.ttl", text)) == vocabulary


def test_the_shipped_vocabulary_is_read_back(
    vocabulary: Vocabulary, read: Callable[..., Vocabulary]
) -> None:
    assert read(write_skos(vocabulary)) == in_order(vocabulary)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xml", "v.rdf"),
        ("xml", "v.XML"),
        ("nt", "v.nt"),
        ("json-ld", "v.jsonld"),
        ("json-ld", "v.json"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_same_is_read_in_every_form(
    vocabulary: Vocabulary, read: Callable[..., Vocabulary], form: str, name: str
) -> None:
    graph = Graph().parse(data=write_skos(vocabulary), format="turtle")
    assert read(graph.serialize(format=form), name) == in_order(vocabulary)


def test_what_is_written_is_skos_that_other_programs_know() -> None:
    vocabulary = Vocabulary(
        categories=(category("fees"), category("dues", broader="fees")),
        tags=(tag("pier", name="Piers", synonyms=("jetty", "quay*"), facet="region"),),
    )
    graph = Graph().parse(data=write_skos(vocabulary), format="turtle")
    pier = URIRef("urn:stocktake:tag:pier")
    said = {str(kind).split("#")[1]: str(value) for kind, value in graph.predicate_objects(pier)}
    assert said == {
        "type": str(SKOS.Concept),
        "inScheme": "urn:stocktake:tag",
        "notation": "pier",
        "prefLabel": "Piers",
        "definition": "pier",
        "altLabel": "jetty",
        "hiddenLabel": "quay*",
    }
    (group,) = graph.subjects(SKOS.member, pier)
    assert str(graph.value(group, SKOS.prefLabel)) == "region"
    assert [str(node) for node in graph.objects(None, SKOS.broader)] == [
        "urn:stocktake:category:fees"
    ]


def test_a_library_s_thesaurus_is_used_as_it_is(read: Callable[..., Vocabulary]) -> None:
    made = read(LIBRARY)
    assert [(one.key, one.name, one.definition, one.terms) for one in made.categories] == [
        ("c1", "Structures", "Structures", ("Structure", "Structures")),
        ("c2", "Traffic", "Traffic", ("Traffic",)),
    ]
    assert [(one.key, one.name, one.broader, one.synonyms) for one in made.tags] == [
        ("c5", "Anchors", "", ("Anchor", "Anchors")),
        ("c4", "Muelle", "c3", ("Muelle",)),
        ("c3", "Piers", "", ("Jetties", "Jetty", "Piers", "TX 7")),
    ]
    assert made.tags[0].definition == "What holds a ship."


def test_a_library_s_thesaurus_can_be_written_as_the_file_and_as_skos_again(
    read: Callable[..., Vocabulary], tmp_path: Path
) -> None:
    made = read(LIBRARY)
    assert load_vocabulary(write(tmp_path / "v.toml", write_vocabulary(made))) == made
    assert read(write_skos(made)) == made


def test_thousands_of_concepts_are_read(read: Callable[..., Vocabulary]) -> None:
    text = "".join(
        f'port:c{n} skos:prefLabel "Pier {n}"@en ; skos:broader port:c{n // 10} .\n'
        for n in range(1, 3000)
    )
    made = read(f'{PREFIXES}port:c0 skos:prefLabel "Port"@en .\n{text}')
    assert (len(made.categories), len(made.tags)) == (1, 2999)


def test_a_list_without_hierarchy_is_all_tags(read: Callable[..., Vocabulary]) -> None:
    made = read(PREFIXES + 'port:a skos:prefLabel "A" . port:b skos:prefLabel "B" .')
    assert (made.categories, [one.key for one in made.tags]) == ((), ["a", "b"])


def test_narrower_says_the_same_as_broader(read: Callable[..., Vocabulary]) -> None:
    made = read(
        PREFIXES
        + 'port:a skos:narrower port:b . port:a skos:prefLabel "A" . port:b a skos:Concept .'
    )
    assert ([one.key for one in made.categories], [one.name for one in made.tags]) == (["a"], ["b"])


def test_a_collection_named_as_a_facet_gives_its_members_that_facet(
    read: Callable[..., Vocabulary],
) -> None:
    made = read(
        PREFIXES
        + 'port:a skos:prefLabel "A" . port:b skos:prefLabel "B" . port:f a skos:Collection ; '
        'skos:prefLabel "Acteurs"@fr, "Actor"@en ; skos:member port:a .'
    )
    assert [one.facet for one in made.tags] == ["actor", "theme"]


@pytest.mark.parametrize(
    ("concept", "key"),
    [
        ("<http://l.example/v#stone%20pier>", "stone pier"),
        ("<http://l.example/v/12/>", "12"),
        ("<urn:x:pier>", "pier"),
        ("_:b", "Piers"),
        ("<http://l.example/a*b%7Cc>", "a-b-c"),
    ],
)
def test_without_a_notation_the_end_of_the_address_is_the_key(
    read: Callable[..., Vocabulary], concept: str, key: str
) -> None:
    assert read(f'{PREFIXES}{concept} skos:prefLabel "Piers" .').tags[0].key == key


def test_the_first_of_several_notations_is_the_key(read: Callable[..., Vocabulary]) -> None:
    made = read(PREFIXES + 'port:a skos:prefLabel "A" ; skos:notation "9", "2" .')
    assert made.tags[0].key == "2"


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ('"Fishing vessels"@en', ("Fishing vessel", "Fishing vessels")),
        ('"Cranes (birds)"@en', ("Cranes",)),
        ('"Ferries (large)"', ("Ferries", "Ferry")),
        ('"Signal boxes"', ("Signal box", "Signal boxes")),
        ('"Goods"@en', ("Goods",)),
        ('"Hydraulics"@en', ("Hydraulics",)),
        ('"Compass"@en', ("Compass",)),
        ('"(unnamed)"@en', ("(unnamed)",)),
        ('"Bateaux-phares"@fr', ("Bateaux-phares",)),
    ],
)
def test_a_library_s_label_is_looked_for_as_texts_have_it(
    read: Callable[..., Vocabulary], label: str, words: tuple[str, ...]
) -> None:
    assert read(f"{PREFIXES}port:a skos:prefLabel {label} .").tags[0].synonyms == words


def test_stars_and_empty_labels_of_a_library_stand_for_nothing(
    read: Callable[..., Vocabulary],
) -> None:
    made = read(PREFIXES + 'port:a skos:prefLabel "Piers*" ; skos:altLabel "*", " ", "Quays *" .')
    assert made.tags[0].synonyms == ("Piers", "Quays")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no skos:Concept"),
        (LIBRARY + "port:c1 skos:broader", "cannot be read as turtle"),
        (PREFIXES + "(" * 5000, "cannot be read as turtle"),
        (PREFIXES + "port:a a skos:Collection ; skos:prefLabel 'A' .", "no skos:Concept"),
        (LIBRARY + 'port:c3 skos:notation "7" . port:c4 skos:notation "7" .', "key '7'"),
        (PREFIXES + "port:a a skos:Concept . <http://b.example/a> a skos:Concept .", "key 'a'"),
        (LIBRARY + "port:c3 skos:broader port:c4 .", "'c4' is under 'c3' is under 'c4'"),
        (PREFIXES + "port:a a skos:Concept ; skos:broader port:a .", "'a' is under 'a'"),
        (PREFIXES + "_:b a skos:Concept .", "is empty"),
        (
            LIBRARY + "<urn:stocktake:order:tag> skos:memberList _:a . "
            "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a .",
            "mend skos:memberList",
        ),
    ],
)
def test_a_thesaurus_that_cannot_be_used_is_an_error_that_names_the_file_and_the_fault(
    read: Callable[..., Vocabulary], text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert "thesaurus.ttl" in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["v.ttl", "v.rdf", "v.nt", "v.jsonld"])
@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"<", b"{", b'"x"', b"\x00" * 9, b"[" * 99_999]
)
def test_a_broken_file_is_an_error_in_every_form(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=name):
        read_skos(path)


def test_a_file_of_another_kind_or_none_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"save it as Turtle"):
        read_skos(write(tmp_path / "v.docx", LIBRARY))
    with pytest.raises(ConfigError, match=r"absent\.ttl"):
        read_skos(tmp_path / "absent.ttl")


CONCEPT = {"@id": "port:a", "skos:prefLabel": "A"}
NAMES = {"skos": str(SKOS), "port": "http://library.example/port/"}
ELSEWHERE = "http://library.example/context.jsonld"


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize(
    "holder",
    [
        {"@context": ELSEWHERE, **CONCEPT},
        {"@context": [NAMES, ELSEWHERE], **CONCEPT},
        {"@context": "context.jsonld", **CONCEPT},
        {"@context": "file:///etc/hostname", **CONCEPT},
        {"@context": {**NAMES, "@version": 1.1, "@import": ELSEWHERE}, **CONCEPT},
        {"@context": NAMES, "@graph": [{"@context": ELSEWHERE, **CONCEPT}]},
        {
            "@context": {**NAMES, "T": {"@id": "port:T", "@context": ELSEWHERE}},
            "@type": "T",
            **CONCEPT,
        },
        [{"@context": ELSEWHERE, **CONCEPT}],
    ],
)
def test_a_context_that_is_elsewhere_is_not_fetched(
    read: Callable[..., Vocabulary], holder: object
) -> None:
    with pytest.raises(ConfigError, match="is not fetched"):
        read(json.dumps(holder), "v.jsonld")


@pytest.mark.usefixtures("_no_network")
def test_a_context_in_the_file_itself_is_used(read: Callable[..., Vocabulary]) -> None:
    assert read(json.dumps({"@context": NAMES, **CONCEPT}), "v.jsonld").tags[0].key == "a"


RDF_XML = """<?xml version="1.0"?>
{head}
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="http://library.example/a"><skos:prefLabel>{name}</skos:prefLabel>
</skos:Concept></rdf:RDF>"""
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        f'<!DOCTYPE r [<!ENTITY e SYSTEM "{ELSEWHERE}">]>',
        f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{ELSEWHERE}"> %p; <!ENTITY e "x">]>',
        f'<!DOCTYPE r SYSTEM "{ELSEWHERE}" [<!ENTITY e "x">]>',
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY e "&l9;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_neither_fetched_nor_expanded(
    tmp_path: Path, head: str, encoding: str
) -> None:
    path = tmp_path / "v.rdf"
    path.write_bytes(RDF_XML.format(head=head, name="&e;").encode(encoding))
    with pytest.raises(ConfigError, match="document type"):
        read_skos(path)


def test_rdf_xml_without_entities_is_read(read: Callable[..., Vocabulary]) -> None:
    assert read(RDF_XML.format(head="", name="A"), "v.rdf").tags[0].name == "A"
