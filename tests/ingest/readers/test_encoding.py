"""Bytes of unknown encoding become the text their author wrote."""

import pytest

from ingest.readers.encoding import decode
from kb.errors import UnreadableError


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Politique de sécurité", "cp1252"),
        ("La sauvegarde est testée. « Oui » – c’est prêt, où il faut.", "cp1252"),
        ("As cópias são testadas. Não há exceções à política de gestão.", "cp1252"),
        ("Zugänge für Prüfer sind befristet.", "cp1252"),
        ("Adgang gennemgås årligt, og nøgler opbevares på sikker måde.", "cp1252"),
        (
            "A jelszavak legalább tizennégy karakter hosszúak. Az őrzött kulcsok elérhetősége "
            "űrlapon kérhető, a felülvizsgálat évente történik, erről értesítést küldünk.",
            "cp1250",
        ),
        (
            "Hesla mají nejméně čtrnáct znaků. Přístup se přezkoumává každé čtvrtletí, klíče jsou "
            "uloženy odděleně.",
            "cp1250",
        ),
        ("Hasła mają co najmniej czternaście znaków, a dostęp jest sprawdzany.", "cp1250"),
        ("Пароли содержат не менее четырнадцати символов. Доступ проверяется.", "cp1251"),
    ],
)
def test_one_byte_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark(encoding: str) -> None:
    text = "Access is reviewed.\nDostęp jest sprawdzany co kwartał.\n"

    assert decode(text.encode(encoding)) == text


def test_stray_zero_bytes_are_dropped() -> None:
    assert decode(b"Access is re\x00viewed." + b" Logs are kept." * 20) == (
        "Access is reviewed." + " Logs are kept." * 20
    )
    assert decode(("Accès limité " * 20).encode() + b"\x00") == "Accès limité " * 20


def test_noise_is_no_text() -> None:
    with pytest.raises(UnreadableError, match="not text"):
        decode(bytes(range(256)) * 40)
