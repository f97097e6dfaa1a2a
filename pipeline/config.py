"""Settings: one TOML file in, one frozen Config out; an unknown key is an error."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pipeline
from pipeline.errors import ConfigError

# Where a workspace keeps its settings, and what its last run made.
SETTINGS = Path("stocktake.toml")
OUTPUTS = Path("outputs")
# What a workspace may have of its own instead of what is shipped.
MODELS = Path("models")
VOCABULARY = MODELS / "vocabulary.toml"
EXTRACT_MODEL = MODELS / "extract.json"
PAIR_MODEL = MODELS / "cluster.json"
EVIDENCE_MODEL = MODELS / "assess.json"
# In the shipped models: what is known of each language, labelled documents, and proposals
# in several wordings.
TRIGGERS = Path("triggers")
TRAINING = Path("training")
PROPOSALS = TRAINING / "proposals"
EXAMPLES = TRAINING / "categories"


# What no computer has so many of: megabytes, seconds, pages.
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSettings:
    """What one file may cost; what costs more is refused with the limit as reason.

    Attributes:
        seconds: Time to read one file, pictures of pages included.
        megabytes: Memory to read one file, where the system can limit it.
        largest_megabytes: Size of a file.
        unpacked_megabytes: Size of all that a packed file unpacks to.
        pages: Pages of a file.
        rows: Rows of a table of submissions.
        members: Files in an archive or message, those inside others included.
        nesting: Depth of files inside files.
    """

    seconds: int = 600
    megabytes: int = 2_000
    largest_megabytes: int = 200
    unpacked_megabytes: int = 1_000
    pages: int = 5_000
    rows: int = 200_000
    members: int = 2_000
    nesting: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """When mentions count as the same.

    Attributes:
        merge_threshold: Clusters whose mean match score is at or above this
            merge by themselves. Raise it for fewer false merges, lower it for
            fewer missed ones.
        suggest_threshold: Recommendations whose match score is at or above this are suggested
            to reviewers as the same.
        relate_threshold: Recommendations whose match score is at or above this are
            named as cross-references. Lower it for more of them.
    """

    merge_threshold: float = 0.83
    suggest_threshold: float = 0.70
    relate_threshold: float = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestSettings:
    """When a label is good enough to be suggested.

    Attributes:
        category_threshold: Below this score, which is the probability that it is right,
            no category is suggested.
        tag_threshold: The same of each tag.
        most_tags: A recommendation gets at most this many tags.
    """

    category_threshold: float = 0.4
    tag_threshold: float = 0.3
    most_tags: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What the pages of ``stocktake serve`` let people do.

    Attributes:
        public: Whether everybody may read the table, the documents and the log, without an
            account.
    """

    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessSettings:
    """When a passage is evidence of implementation, and when it suggests a status.

    Attributes:
        factual_threshold: Passages that with less than this probability say a fact rather
            than repeat are no evidence. Raise it for fewer repetitions taken for evidence.
        evidence_threshold: Below this score a passage is not given as evidence.
        status_threshold: Below this score it suggests no status.
        most_passages: A recommendation gets at most this many passages.
    """

    factual_threshold: float = 0.5
    evidence_threshold: float = 0.05
    status_threshold: float = 0.08
    most_passages: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySettings:
    """How much each part counts in a priority, against the others; 0 leaves it out.

    Attributes:
        sources: Distinct bodies and submitters that ask for it.
        groups: Distinct stakeholder groups.
        authority: The highest body that asks for it.
        recency: How lately it was asked for.
        repetition: Over how many years it was asked for again.
        status: How much is left to do.
        consensus: Whether the group agreed on it.
    """

    sources: float = 0.3
    groups: float = 0.15
    authority: float = 0.15
    recency: float = 0.1
    repetition: float = 0.1
    status: float = 0.1
    consensus: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where decisions are kept.

    Attributes:
        url: Of a PostgreSQL database, or the path of a file; empty for ``stocktake.db`` in
            the workspace. It may hold a password, so it is shown nowhere.
    """

    url: str = field(default="", repr=False)


class Rule(StrEnum):
    """When a proposal can be taken: one person is enough, so many agree, or nobody objects."""

    ONE_PERSON = "one person"
    AGREEMENTS = "agreements"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingSettings:
    """Who decides.

    Attributes:
        rule: When a proposal can be closed as taken.
        agreements: Of so many people; only where the rule counts agreements.
        days: That a proposal is open, so that whoever objects can say so; only where the
            rule is consensus.
        groups: Stakeholder groups that have voted; only where the rule is consensus.
    """

    rule: Rule = Rule.ONE_PERSON
    agreements: int = 2
    days: int = 14
    groups: int = 2

    @property
    def together(self) -> bool:
        """Whether the group decides: what one person wants is then a proposal to vote on."""
        return self.rule is not Rule.ONE_PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of a run, a section a stage."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    cluster: ClusterSettings = field(default_factory=ClusterSettings)
    suggest: SuggestSettings = field(default_factory=SuggestSettings)
    assess: AssessSettings = field(default_factory=AssessSettings)
    priority: PrioritySettings = field(default_factory=PrioritySettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    web: WebSettings = field(default_factory=WebSettings)
    deciding: DecidingSettings = field(default_factory=DecidingSettings)


def shipped_models() -> Path:
    """The models that came with the program: in the wheel, or beside the package in a checkout."""
    package = Path(pipeline.__file__).parent
    installed = package / "shipped_models"
    return installed if installed.exists() else package.parent / "models"


def own_or_shipped(workspace: Path, name: Path) -> Path:
    """A model of the workspace's own where it has one, else the shipped one."""
    own = workspace / name
    return own if own.exists() else shipped_models() / name.name


def read_toml(path: Path) -> dict[str, Any]:
    """Contents of a TOML file.

    Raises:
        ConfigError: The file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML ({error}); mend or remove it") from error


def read_entries(contents: dict[str, Any], name: str, *, place: Path) -> list[dict[str, Any]]:
    """The ``[[name]]`` entries of a file's contents; none where it has none.

    Raises:
        ConfigError: ``name`` is something else than a list of entries.
    """
    entries = contents.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{place}: {name} is no list of entries; write [[{name}]] above each")
    return entries


def load_config(path: Path) -> Config:
    """Settings from ``path``, the defaults where it is absent or silent.

    Raises:
        ConfigError: A section, key or value that no setting takes.
    """
    if not path.exists():
        return Config()
    sections: dict[str, type[Any]] = {
        "ingest": IngestSettings,
        "cluster": ClusterSettings,
        "suggest": SuggestSettings,
        "assess": AssessSettings,
        "priority": PrioritySettings,
        "store": StoreSettings,
        "web": WebSettings,
        "deciding": DecidingSettings,
    }
    contents = read_toml(path)
    _check_keys(contents, sections, place=str(path))
    return Config(
        **{name: _section(path, name, sections[name], contents[name]) for name in contents}
    )


def _section(path: Path, name: str, kind: type[Any], values: Any) -> Any:  # noqa: ANN401 (TOML is untyped until checked here)
    place = f"{path} [{name}]"
    if not isinstance(values, dict):
        raise ConfigError(f"{place}: {values!r} is not a section; write [{name}] and keys below it")
    defaults = {item.name: item.default for item in dataclasses.fields(kind)}
    _check_keys(values, defaults, place=place)
    return kind(
        **{
            key: _read_value(value, defaults[key], place=f"{place} {key}")
            for key, value in values.items()
        }
    )


def _check_keys(given: dict[str, Any], known: dict[str, Any], *, place: str) -> None:
    for key in given:
        if key not in known:
            raise ConfigError(f"{place}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _read_value(value: Any, default: Any, *, place: str) -> Any:  # noqa: ANN401 (as above)
    """The value, as a choice where the default is one."""
    if isinstance(default, StrEnum):
        choices = list(type(default))
        if value not in choices:
            known = ", ".join(f'"{choice}"' for choice in choices)
            raise ConfigError(f"{place}: {value!r} is no choice; write {known}")
        return type(default)(value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{place}: {value!r} is neither true nor false")
    elif isinstance(default, str):
        if not isinstance(value, str):
            raise ConfigError(f"{place}: {value!r} is no text; write it in quotation marks")
    elif isinstance(default, int):
        if type(value) is not int or not 0 <= value <= LARGEST:
            raise ConfigError(f"{place}: {value!r} is not a whole number from 0 to {LARGEST}")
    elif type(value) not in (int, float) or not 0 <= value <= 1:
        raise ConfigError(f"{place}: {value!r} is not a number from 0 to 1")
    return value
