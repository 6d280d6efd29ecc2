"""The controls that passages name."""

from pathlib import Path

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records.related import related_controls
from kb.values import Audience, Catalog, Collection, Control, SearchFilter
from tests.kb.storing import prepared, settings, store


def seen(base: KnowledgeBase, sight: Audience) -> list[tuple[str, str, str]]:
    answer = base.search("encryption keys", 10, SearchFilter(collections=(Collection.POLICY,)))
    with base.records.read() as connection:
        found = related_controls(connection, {p.chunk_id for p in answer}, sight)
    return [(one.framework, one.id, one.title) for one in found]


def test_named_controls_of_catalogues_that_may_be_seen(tmp_path: Path) -> None:
    controls = (Control("A.8.24", "Use of cryptography"), Control("A.8.25", "Secure development"))
    catalog = Catalog("iso", "ISO 27001 Annex A", controls)
    framework = prepared(
        "iso.json",
        "Annex A lists controls.",
        title="ISO 27001",
        collection=Collection.FRAMEWORK,
        audience=Audience.NDA,
        catalog=catalog,
    )
    policy = prepared("p.md", "Encryption keys are rotated yearly (Annex A 8.24).", title="Keys")
    with open_knowledge_base(settings(tmp_path / "home")) as base:
        store(base, framework, policy)
        expected = [("ISO 27001 Annex A", "A.8.24", "Use of cryptography")]
        assert seen(base, Audience.INTERNAL) == seen(base, Audience.NDA) == expected
        assert seen(base, Audience.PUBLIC) == []
        with base.records.read() as connection:
            assert related_controls(connection, [], Audience.INTERNAL) == []
