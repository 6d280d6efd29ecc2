"""Every setting in one place.

A setting comes from the environment (``VOUCH_CHUNK_WORDS=120``; nested ones with two underscores:
``VOUCH_LIMITS__PAGES=500``), else from ``settings.toml`` in the data folder, else from its default
here. ``DATABASE_URL`` and ``CHROMA_URL`` are read under those names too. Nothing else in Vouch
reads the environment. ``docs/settings.md`` is made from this module.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.exceptions import SettingsError as UnreadableValueError

from kb.errors import SettingsError
from kb.service_settings import ServiceSettings
from kb.ticket_settings import TicketSettings
from kb.values import Audience

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class LimitSettings(BaseModel):
    """What one file may cost before it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: Count = Field(200_000_000, description="Largest file read, in bytes.")
    pages: Count = Field(5_000, description="Most pages of a PDF.")
    cells: Count = Field(2_000_000, description="Most cells of a workbook or table file.")
    characters: Count = Field(50_000_000, description="Most characters of text one file may yield.")
    records: Count = Field(200_000, description="Most documents one file may yield.")
    archive_members: Count = Field(10_000, description="Most files in an archive.")
    archive_bytes: Count = Field(
        1_000_000_000, description="Most bytes an archive, DOCX or XLSX may unpack to."
    )
    archive_ratio: Count = Field(200, description="Most an archive may expand, unpacked : packed.")
    seconds: float = Field(60.0, gt=0, description="Longest time reading one file may take.")
    memory_mb: Count = Field(
        1_500, description="Most memory reading one file may take, in megabytes."
    )


class Settings(ServiceSettings):
    """The settings of one process; frozen, and refused with a clear message when wrong."""

    model_config = SettingsConfigDict(
        env_prefix="VOUCH_",
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Path = Field(
        Path("~/.vouch"), description="The data folder: records, indexes and exported models."
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("VOUCH_DATABASE_URL", "DATABASE_URL"),
        description="SQLAlchemy URL of the records; by default an SQLite file in the data folder.",
    )
    chroma_url: str | None = Field(
        None,
        validation_alias=AliasChoices("VOUCH_CHROMA_URL", "CHROMA_URL"),
        description="Address of a Chroma server; by default Chroma runs inside the process.",
    )
    audience: Literal["public", "nda", "internal"] = Field(
        "internal", description="Audience of documents loaded without --audience."
    )
    groups: str = Field(
        "",
        description="Groups that documents and people may be of, as `legal, board`: at most six. "
        "Who is `internal` and of all of them sees everything.",
    )

    embedder: str = Field(
        "onnx",
        description="Embedding model: `onnx` (the bundled all-MiniLM-L6-v2), `hashing` (no model: "
        "for trying things out), or `sentence-transformers:FOLDER` for another model on disk.",
    )
    threads: int = Field(0, ge=0, description="Threads of the embedding model; 0 means all cores.")
    model_folder: Path | None = Field(
        None,
        description="Folder with model.safetensors and tokenizer.json of the bundled model; by "
        "default those of the installed package.",
    )

    vector_search: Literal["auto", "exact", "chroma"] = Field(
        "auto",
        description="How vectors are searched: `exact` compares with every vector, `chroma` asks "
        "Chroma's graph, `auto` is exact up to `exact_limit` chunks and Chroma above.",
    )
    exact_limit: Count = Field(200_000, description="Most chunks that `auto` searches exactly.")
    lexical_weight: Annotated[float, Field(ge=0, le=100)] = Field(
        3.5,
        description="What a perfect match of words counts beside a perfect match of meaning.",
    )
    candidates: Count = Field(
        200, description="Candidates taken from each of the two searches before joining them."
    )

    chunk_words: Annotated[int, Field(ge=20, le=2_000)] = Field(
        150, description="Words a chunk is filled up to; a longer paragraph is cut at a sentence."
    )
    readers: Annotated[int, Field(ge=1, le=64)] = Field(
        1, description="Processes that read files side by side."
    )
    limits: LimitSettings = Field(LimitSettings(), description="See below.")
    tickets: TicketSettings = Field(TicketSettings(), description="See docs/tickets.md.")

    evidence_threshold: Share = Field(
        0.5,
        description="How well a sentence must fit a question, by words and meaning, to answer it; "
        "lower answers more and errs more.",
    )
    answer_characters: Annotated[int, Field(ge=100, le=20_000)] = Field(
        1_200, description="Longest answer, in characters."
    )

    host: str = Field("127.0.0.1", description="Address `vouch serve` listens on.")
    port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        8321, description="Port `vouch serve` listens on; 0 takes a free one."
    )
    ui_port: Annotated[int, Field(ge=0, le=65_535)] = Field(
        8501, description="Port `vouch ui` listens on."
    )
    upload_bytes: Count = Field(50_000_000, description="Largest upload the service takes.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Least severe log line that is written."
    )

    llm: str | None = Field(
        None,
        description="Language model that words answers, as `provider:model` (see "
        "[models](models.md)); by default none, and answers are the documents' own sentences.",
    )
    llm_base_url: str | None = Field(
        None, description="Address of the model's server, if it is not the provider's own."
    )
    llm_api_key: SecretStr | None = Field(None, description="Key for the model's server.")
    llm_timeout: float = Field(
        20.0, gt=0, le=600, description="Longest wait for the model, in seconds."
    )
    llm_max_tokens: Annotated[int, Field(ge=100, le=100_000)] = Field(
        1_500, description="Most tokens one reply of the model may have."
    )
    llm_price_in: float | None = Field(
        None, ge=0, description="Price of a million tokens read, for the cost in the trace."
    )
    llm_price_out: float | None = Field(
        None, ge=0, description="Price of a million tokens written, for the cost in the trace."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment before ``settings.toml``."""
        return init_settings, env_settings, _TomlSource(settings_cls)

    @field_validator("groups")
    @classmethod
    def _are_groups(cls, groups: str) -> str:
        named = [name.strip() for name in groups.split(",") if name.strip()]
        Audience.base_of(2, named)
        return ", ".join(sorted(set(named)))

    def model_post_init(self, _context: Any, /) -> None:
        """Settle ``~`` and relative paths once, so that a later ``chdir`` changes nothing."""
        object.__setattr__(self, "home", self.home.expanduser().absolute())

    @property
    def top(self) -> Audience:
        """The audience that sees everything: ``internal``, and every group."""
        return Audience.base_of(2, filter(None, map(str.strip, self.groups.split(","))))

    def sees_all(self, audience: Audience) -> bool:
        """Whether nothing at all is hidden from ``audience``."""
        return audience.covers(self.top)

    @property
    def records_url(self) -> str:
        """The SQLAlchemy URL in force."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'vouch.db'}"


class _TomlSource(PydanticBaseSettingsSource):
    """``settings.toml`` in the data folder; a name it does not know is an error."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        home = self.current_state.get("home") or os.environ.get("VOUCH_HOME") or "~/.vouch"
        path = Path(home).expanduser() / "settings.toml"
        if not path.is_file():
            return {}
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} is not valid TOML: {error}") from error
        unknown = sorted(set(values) - set(self.settings_cls.model_fields))
        if unknown:
            raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; see docs/settings.md")
        return values


def load_settings(**overrides: Any) -> Settings:
    """The settings in force. Raises ``SettingsError`` naming each wrong one and what is allowed."""
    known = {f"VOUCH_{name}".upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        stem = name.split("__")[0].upper()
        if name.upper().startswith("VOUCH_") and stem not in known:
            raise SettingsError(f"unknown setting {name}; see docs/settings.md for all of them")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [_explain(problem) for problem in error.errors()]
        raise SettingsError("; ".join(lines)) from error
    except UnreadableValueError as error:
        # The value is not shown: it may be a secret.
        raise SettingsError(
            f"{error}: in the environment a list is written as JSON, as "
            """VOUCH_TICKETS__JIRA__PROJECTS='["SUP"]'"""
        ) from None


#: Names of settings whose values are not repeated in a message.
_SECRET = re.compile(r"SECRET|(?<!MAX_)TOKEN|PASSWORD|_KEY|DATABASE_URL")


def _explain(problem: Any) -> str:
    name = "VOUCH_" + "__".join(str(part) for part in problem["loc"]).upper()
    name = name.replace("VOUCH_VOUCH_", "VOUCH_")
    given = "…" if _SECRET.search(name) else repr(problem["input"])
    return f"{name}={given}: {problem['msg'].lower()}"
