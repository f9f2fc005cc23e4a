"""The committed page is what its source builds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "bot" / "local_slack" / "page"
BUILT = PAGE / "built"
MOST = 1_200_000  # bytes: it opens at once, and the package stays small


def files(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Build the page from its source, as `make page` does, into another folder."""
    assert (PAGE / "node_modules").is_dir(), "The page's packages are missing: run `make page`."
    folder = tmp_path_factory.mktemp("built")
    binaries = Path(sys.executable).parent
    subprocess.run(
        [
            binaries / "npm",
            "run",
            "--silent",
            "build",
            "--",
            "--outDir",
            folder,
            "--logLevel=error",
        ],
        cwd=PAGE,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )
    return files(folder)


def test_the_committed_build_matches_its_source(build):
    committed = files(BUILT)
    assert committed.keys() == build.keys()
    changed = [name for name in build if build[name] != committed[name]]
    assert not changed, "The page's source has changed: run `make page` and commit what it makes."


def test_the_page_is_small_and_fetches_nothing_from_elsewhere(build):
    fetched = [content for name, content in build.items() if name != "licences.md"]
    assert sum(map(len, fetched)) < MOST
    index = build["index.html"].decode()
    assert "http" not in index.replace("http-equiv", "")
