"""A small disk of its own, that can be full and read-only: a tmpfs in a private mount name space.

Nothing is mounted for the rest of the machine, and all of it goes with the process that holds it.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_MEGABYTES = 12


@dataclass(frozen=True)
class Disk:
    """A mounted disk: ``place`` for those within, ``seen`` for us here."""

    place: Path
    holder: int

    @property
    def seen(self) -> Path:
        """The same folder, reached from outside."""
        return Path(f"/proc/{self.holder}/root{self.place}")

    @property
    def entering(self) -> list[str]:
        """What stands before a command that is to see the disk."""
        enter = ["nsenter", "--user", "--preserve-credentials", "--mount"]
        return [*enter, "--target", str(self.holder), "--"]

    def fill(self, left: int = 0) -> None:
        """Take all the space but ``left`` bytes."""
        with (self.seen / "filler").open("wb", buffering=0) as filler:
            with suppress(OSError):
                while filler.write(bytes(4_096)):
                    pass
            filler.truncate(max(0, filler.tell() - left))

    def empty(self) -> None:
        """Give the space back."""
        (self.seen / "filler").unlink()

    def mount(self, *arguments: str) -> None:
        """Run ``mount`` within."""
        subprocess.run([*self.entering, "mount", *arguments], check=True, timeout=20)

    def read_only(self) -> None:
        """Take every further writing away, as a system does with a disk that fails.

        Files that are open already can still be written: Linux refuses it otherwise.
        """
        self.mount("--bind", str(self.place), str(self.place))
        self.mount("-o", "remount,bind,ro", str(self.place))


@contextmanager
def small_disk(place: Path) -> Iterator[Disk | None]:
    """A disk of 12 MB at ``place``; None where it cannot be had."""
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        yield None
        return
    script = f"mount -t tmpfs -o size={_MEGABYTES}m tmpfs '{place}' && echo mounted && exec cat"
    with subprocess.Popen(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as holder:
        try:
            assert holder.stdout is not None
            mounted = holder.stdout.readline() == "mounted\n"
            yield Disk(place, holder.pid) if mounted else None
        finally:
            holder.kill()
