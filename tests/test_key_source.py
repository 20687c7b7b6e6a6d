"""The master key is read from one place: the environment, or a file its owner alone can read."""

from __future__ import annotations

import os
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infrastructure.key_source import KeySource
from infrastructure.master_key import KEY_BYTES, MasterKeyRefused, UnknownVersion, Wrapped
from infrastructure.settings import Settings

NISS = "85073003328"
ONE, TWO = (f"{n} {b64encode(bytes([n]) * KEY_BYTES).decode()}" for n in (1, 2))
NONSENSE = ["1 !!!!", "1 AAAA", "one", "\xe9", f"{ONE}\n{ONE}", f"0 {ONE[2:]}", f"{ONE} {TWO}", f"{ONE[2:]} 1"]


def test_the_file_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master"
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: KeySource(file).master().claim_digest(NISS), range(8)))
    assert len(set(made)) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master"]
    file.chmod(0o640)
    with pytest.raises(MasterKeyRefused, match="chmod 600"):
        KeySource(file).master()


@pytest.mark.parametrize("content", ["", "\n", *NONSENSE])
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "master"
    file.touch(0o600)
    file.write_text(content, encoding="latin-1")
    with pytest.raises(MasterKeyRefused, match="illisible"):
        KeySource(file).master()


@pytest.mark.parametrize("text", NONSENSE)
def test_an_environment_that_makes_no_sense_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(MasterKeyRefused) as refused:
        KeySource(tmp_path / "none", text).master()
    assert str(refused.value) == "La clé maîtresse PARCOURS_MASTER_KEY est illisible."
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("text", [f"{ONE}\n{TWO}\n", f"{ONE},{TWO}", f" {TWO} , {ONE}"])
def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PARCOURS_MASTER_KEY", text)
    settings = Settings(data_dir=tmp_path)
    for shown in (repr(settings), str(settings), repr(settings.key_source)):
        assert ONE[2:] not in shown
    master = settings.key_source.master()
    assert (sorted(master.versions), master.newest) == ([1, 2], 2)
    assert list(tmp_path.iterdir()) == []


def test_a_version_is_added_and_the_others_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "kept" / "master", tmp_path / "link"
    old = KeySource(file).master()
    link.symlink_to(file)
    KeySource(link).add()
    new = KeySource(link).master()
    assert (old.newest, new.newest, new.versions[1]) == (1, 2, old.versions[1])
    assert new.versions[2] != new.versions[1]
    assert new.claim_digest(NISS) == old.claim_digest(NISS)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["master"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes the files of others")
def test_root_adds_a_version_to_a_file_that_stays_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "master"
    KeySource(file).master()
    os.chown(file, 65534, 65534)
    KeySource(file).add()
    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)


def test_a_version_unknown_is_looked_for_once_more(tmp_path: Path) -> None:
    file = tmp_path / "master"
    running = KeySource(file).master()
    KeySource(file).add()
    wrapped = KeySource(file).master().wrap(b"k" * KEY_BYTES)
    assert running.newest == 1
    assert running.unwrap(wrapped) == b"k" * KEY_BYTES
    assert running.newest == 2
    with pytest.raises(UnknownVersion):
        running.unwrap(Wrapped(3, wrapped.bytes))
    file.unlink()
    with pytest.raises(UnknownVersion):
        running.unwrap(Wrapped(3, wrapped.bytes))
    assert running.unwrap(wrapped) == b"k" * KEY_BYTES
