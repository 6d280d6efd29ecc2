"""What a questionnaire's file shows before it is answered, and what was told once it went back."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft
from tests.api.service.callers import work
from tests.api.service.questionnaires.test_questionnaires import QUESTIONS, upload, workbook

_HEADINGS = {"A": "Ref", "B": "Question", "C": "Response", "D": "Comments"}


def upload_csv(client: TestClient, text: str) -> str:
    files = {"file": ("form.csv", text.encode("cp1252"))}
    response = client.post("/v1/questionnaires", files=files)
    assert response.status_code == 201
    return str(response.json()["questionnaire"]["id"])


def test_a_preview_shows_which_column_is_which(contributor: TestClient) -> None:
    (sheet,) = upload(contributor).json()["sheets"]
    assert sheet["headings"] == _HEADINGS
    assert (sheet["sample_row"], sheet["sample"]) == (2, {"A": "1.1", "B": QUESTIONS[0][1]})


def test_what_columns_say_is_cut_short(contributor: TestClient) -> None:
    long = "Is customer data encrypted at rest, " + "in every place where it is kept, " * 40 + "?"
    (sheet,) = upload(contributor, workbook((("1.1", long),))).json()["sheets"]
    assert len(sheet["sample"]["B"]) == 120
    assert long.startswith(sheet["sample"]["B"].rstrip("…"))


def test_a_preview_is_shown_again_to_those_who_see_the_questionnaire(
    contributor: TestClient, reader: TestClient, public: TestClient
) -> None:
    made = upload(contributor).json()
    run = made["questionnaire"]["id"]
    assert reader.get(f"/v1/questionnaires/{run}/preview").json() == made
    hidden = public.get(f"/v1/questionnaires/{run}/preview")
    missing = public.get(f"/v1/questionnaires/{'0' * 32}/preview")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.json()["type"] == missing.json()["type"]


def test_a_corrected_mapping_shows_in_the_preview(contributor: TestClient) -> None:
    data = workbook((("Are backups encrypted?", "1"), ("Are laptops encrypted?", "2")))
    run = upload(contributor, data).json()["questionnaire"]["id"]
    sheet = {"sheet": "Security", "columns": {"A": "question", "C": "verdict"}, "first": 3}
    contributor.put(f"/v1/questionnaires/{run}/mapping", json={"sheets": [sheet]})
    (found,) = contributor.get(f"/v1/questionnaires/{run}/preview").json()["sheets"]
    assert found["map"]["columns"] == {"A": "question", "C": "verdict"}
    assert found["headings"] == _HEADINGS
    assert (found["sample_row"], found["sample"]["A"]) == (3, "Are laptops encrypted?")


def test_a_questionnaire_tells_who_took_it_in(contributor: TestClient, reader: TestClient) -> None:
    run = upload(contributor).json()["questionnaire"]["id"]
    (line,) = reader.get("/v1/questionnaires").json()["questionnaires"]
    assert line["created_by"] == "service:con"
    assert reader.get(f"/v1/questionnaires/{run}").json()["created_by"] == "service:con"


def test_what_could_not_be_written_is_told_after_an_export(
    contributor: TestClient, reviewer: TestClient, reader: TestClient
) -> None:
    asked = "Réf,Question,Answer\n1,Is data encrypted?,\n2,Are laptops encrypted?,\n"
    run = upload_csv(contributor, asked)
    assert reader.get(f"/v1/questionnaires/{run}").json()["last_export"] is None
    for number, answer in ((1, "Yes."), (2, "東 yes.")):
        row = contributor.get(f"/v1/questionnaires/{run}/rows/{number}").json()
        edited = contributor.patch(
            f"/v1/questionnaires/{run}/rows/{number}",
            json={"answer": answer},
            headers={"If-Match": row["etag"]},
        )
        assert edited.status_code == 200
    given = reviewer.get(f"/v1/questionnaires/{run}/export")
    assert (given.headers["X-Vouch-Written"], given.headers["X-Vouch-Refused"]) == ("1", "1")
    told = reader.get(f"/v1/questionnaires/{run}").json()["last_export"]
    (left,) = told["left"]
    assert (told["by"], told["file"]) == ("service:rev", "form (filled).csv")
    assert (told["written"], told["refused"]) == (1, 1)
    assert (left["row"], left["cell"]) == (2, "C3")
    assert "does not have the character" in left["why"]


@pytest.mark.parametrize(
    ("product", "outcome"), [("gateway", "approved"), ("Vault", "blank"), ("", "blank")]
)
def test_answers_of_another_product_are_not_given(
    app: FastAPI, base: KnowledgeBase, contributor: TestClient, product: str, outcome: str
) -> None:
    base.library.add(
        Draft(
            "Do you keep bees on the roof of the office?", "Yes, three hives.", product="Gateway"
        ),
        "ann",
        approve=True,
    )
    made = upload(contributor, product=product).json()["questionnaire"]
    assert made["product"] == product
    contributor.post(f"/v1/questionnaires/{made['id']}/run")
    assert work(app) == 1
    row: Any = contributor.get(f"/v1/questionnaires/{made['id']}/rows/2").json()
    assert row["outcome"] == outcome
