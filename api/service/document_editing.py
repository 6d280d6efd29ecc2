"""Taking a document out, bringing it back, editing what is known about it, and erasing it."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.service.access import CallerDep, CoreDep, requires, visible
from api.service.core import Core
from api.service.documents import detail
from api.service.problems import FORBIDDEN, KINDS, RefusedError
from api.service.responses import DocumentDetail
from api.service.roles import Role
from kb.erasure import erase
from kb.errors import NotFoundError, UnreadableError
from kb.records import audit, document_edits, files
from kb.records.document_edits import DATES, Edit
from kb.records.documents import remove
from kb.records.purge import source_files
from kb.reembedding import embed_missing
from kb.values import Audience, Collection

router = APIRouter(prefix="/documents", tags=["documents"])

#: Longest wait for a load that is under way, in seconds.
_PATIENCE = 30.0


class DocumentEdit(BaseModel):
    """What is to change; what is left out stays. A date may be `null`: no date."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"audience": "nda", "valid_until": "2027-03-22"}]},
    )

    audience: Audience | None = Field(None, description="Who may see it, at most what you see.")
    collection: Collection | None = Field(None, description="What it proves.")
    product: str | None = Field(
        None, max_length=200, description="The one product it is about; empty for all of them."
    )
    effective: date | None = Field(None, description="The day it came into force.")
    review_by: date | None = Field(None, description="The day it is due for review.")
    valid_until: date | None = Field(None, description="The last day it proves anything.")

    @model_validator(mode="after")
    def _something(self) -> "DocumentEdit":
        if not self.model_fields_set:
            raise ValueError("name at least one field to change")
        return self


class ErasedDocument(BaseModel):
    """How much was erased of a document."""

    document_id: str
    versions: int
    chunks: int
    embeddings: int
    answers: int
    library: int


class Purged(BaseModel):
    """The proof of a purge: ``left`` names the files of the data folder that still hold a piece of
    the text; it is empty when nothing is left."""

    erased: list[ErasedDocument]
    searched_files: int
    searched_bytes: int
    samples: int
    left: list[str]


@router.delete("/{document_id}", status_code=204, dependencies=[requires(Role.REVIEWER)])
def remove_document(document_id: str, core: CoreDep, caller: CallerDep) -> None:
    """Take a document out of every answer from now on; its versions stay readable.

    `POST /v1/documents/{id}/restore` brings it back, `.../purge` erases it for good.
    """
    with core.base.changing("remove", _PATIENCE):
        with core.base.records.write() as connection:
            visible(connection, document_id, caller.audience)
            remove(connection, document_id)
            note = {"document_id": document_id, "change": "removed"}
            audit.append(connection, "document", note, sources=[document_id], actor=caller.actor)
        core.base.follow()


@router.post("/{document_id}/restore", dependencies=[requires(Role.REVIEWER)])
def restore_document(document_id: str, core: CoreDep, caller: CallerDep) -> DocumentDetail:
    """Let answers use a document again that was taken out.

    A framework is read again from its file, for its controls are not kept once it is taken out.
    """
    with core.base.changing("restore", _PATIENCE):
        with core.base.records.read() as connection:
            row = visible(connection, document_id, caller.audience)
            sources = source_files(connection, document_id)
        if row["state"] != "live":
            if row["collection"] == Collection.FRAMEWORK:
                _read_again(core, row, sources, caller.actor)
            else:
                with core.base.records.write() as connection:
                    document_edits.restore(connection, document_id)
            embed_missing(core.base)
            with core.base.records.write() as connection:
                note = {"document_id": document_id, "change": "restored"}
                audit.append(
                    connection, "document", note, sources=[document_id], actor=caller.actor
                )
            core.base.follow()
    return _shown(core, document_id, caller.audience)


def _read_again(core: Core, row: dict[str, Any], sources: list[str], by: str) -> None:
    """Load the file of a framework that was taken out. Raises ``UnreadableError``."""
    from ingest.intake import Options
    from ingest.load import Loader

    paths = [Path(source) for source in sources if Path(source).is_file()]
    if not paths:
        raise RefusedError(
            KINDS[UnreadableError],
            f"the file of {row['title']} is not there any more; load it again instead",
        )
    with core.base.records.write() as connection:
        for path in paths:
            files.forget(connection, str(path))
    options = Options(
        Collection(row["collection"]),
        Audience(row["audience"]),
        True,
        core.base.settings.chunk_words,
        row["product"],
    )
    report = Loader(core.base, options, live=True, actor=by).load(paths)
    if report.failures:
        raise RefusedError(KINDS[UnreadableError], report.failures[0].problem)


@router.patch("/{document_id}", dependencies=[requires(Role.REVIEWER)])
def edit_document(
    document_id: str, edited: DocumentEdit, core: CoreDep, caller: CallerDep
) -> DocumentDetail:
    """Change who may see a document, what it proves, or its dates; this makes a new version.

    Loading the same file again leaves the edit as it is; loading a changed one does not.
    """
    level = edited.audience
    if level is not None and not caller.audience.covers(level):
        raise RefusedError(
            FORBIDDEN,
            f"this key sees {caller.audience.value} documents and cannot make one {level.value}",
        )
    given = edited.model_dump(include=edited.model_fields_set & set(DATES))
    product = None if edited.product is None else edited.product.strip()
    change = Edit(level, edited.collection, given, product)
    with core.base.changing("edit", _PATIENCE):
        with core.base.records.write() as connection:
            visible(connection, document_id, caller.audience)
            number = document_edits.edit(connection, document_id, change)
            note = edited.model_dump(mode="json", include=edited.model_fields_set)
            note |= {"document_id": document_id, "change": "edited", "version": number}
            audit.append(connection, "document", note, sources=[document_id], actor=caller.actor)
        core.base.follow()
    return _shown(core, document_id, caller.audience)


@router.post("/{document_id}/purge", dependencies=[requires(Role.ADMIN)])
def purge_document(document_id: str, core: CoreDep, caller: CallerDep) -> Purged:
    """Erase a document for good: every version, passage, vector, upload, and answer quoting it.

    Questions wait for the moment in which the store is rewritten. The answer is the proof.
    """
    if not core.base.settings.sees_all(caller.audience):
        # What is erased and searched is everybody's, and the proof tells of it.
        raise RefusedError(
            FORBIDDEN,
            f"{caller.name} sees {caller.audience.value} documents; a purge searches all there "
            "are, so only who may see them all may order it; remove the document instead",
        )
    with core.base.changing("purge", _PATIENCE):
        with core.base.records.read() as connection:
            visible(connection, document_id, caller.audience)
        proof = erase(core.base, [document_id], caller.actor)
        with core.base.records.write() as connection:
            note = {"document_id": document_id, "change": "purged", **asdict(proof)}
            audit.append(connection, "document", note, sources=[document_id], actor=caller.actor)
    return Purged.model_validate(asdict(proof))


def _shown(core: Core, document_id: str, sight: Audience) -> DocumentDetail:
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight)
    if row["state"] != "live":
        raise NotFoundError(f"{document_id} is not what its file holds any more; load it again")
    return detail(row, sight)
