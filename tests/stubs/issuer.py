"""An OpenID Connect provider on loopback: the description, the keys, and tokens it signs."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

Key = RSAKey | ECKey | OctKey


class Issuer:
    """A provider that says what a test tells it to."""

    def __init__(self) -> None:
        self.keys: list[Key] = [RSAKey.generate_key(2048, {"kid": "first"})]
        self.claims_to_be: str | None = None
        self.failing = False
        self.asked: list[str] = []
        #: The codes that were given and not used, with the nonce of each.
        self.codes: dict[str, str] = {}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                if self.path.startswith("/realm/authorize?"):
                    self.send_response(302)
                    self.send_header("Location", issuer.let_in(self.path))
                    self.end_headers()
                    return
                self.send_response(500 if issuer.failing else 200)
                self.end_headers()
                self.wfile.write(json.dumps(issuer.answer(self.path)).encode())

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                sent = parse_qs(self.rfile.read(length).decode())
                nonce = issuer.codes.pop(sent.get("code", [""])[0], None)
                self.send_response(200 if nonce is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(issuer.tokens(nonce)).encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/realm"

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.claims_to_be or self.url,
                "jwks_uri": f"{self.url}/keys",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
            }
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def let_in(self, path: str) -> str:
        """Where whoever asks to sign in is sent: back, as Jane."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        code = f"code-{len(self.asked)}"
        self.codes[code] = asked.get("nonce", "")
        back = urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{back}"

    def tokens(self, nonce: str | None) -> dict[str, Any]:
        """What a code is exchanged for; an error for one that was never given, or used."""
        if nonce is None:
            return {"error": "invalid_grant"}
        token = self.token(nonce=nonce or None, iat=int(time.time()))
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token}

    def token(
        self, key: Key | None = None, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token for Jane, good for ten minutes, unless ``claims`` say otherwise (None: left
        out)."""
        signer = key or self.keys[0]
        said = {
            "iss": self.url,
            "aud": "vouch",
            "sub": "jane-1",
            "exp": int(time.time()) + 600,
            "email": "jane@example.com",
            "email_verified": True,
            "name": "Jane",
            **claims,
        }
        head = {"alg": "RS256", "kid": signer.kid, **(header or {})}
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(head, kept, signer, [head["alg"]])

    @contextmanager
    def running(self) -> Iterator["Issuer"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
