"""What Python and the runtime client load is compiled before it is counted."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tests.bars.packages import compile_all


def test_every_module_gets_its_bytecode(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "broken.py").write_text("def")
    module = tmp_path / "module.py"
    module.write_text("x = 1")
    compile_all(tmp_path, but=re.compile("/tests/"))
    assert Path(importlib.util.cache_from_source(str(module))).exists()


def test_counting_ends_where_a_module_has_no_bytecode(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def")
    with pytest.raises(SystemExit, match="1 modules have no bytecode"):
        compile_all(tmp_path)
