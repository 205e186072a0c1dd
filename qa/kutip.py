"""The package `qa` under the name of its distribution, where that is installed: `import kutip`."""

import sys
from typing import TYPE_CHECKING

import qa

if TYPE_CHECKING:
    from qa import *  # noqa: F403

sys.modules[__name__] = qa
