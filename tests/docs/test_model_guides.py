"""Guides that connect a model: the settings of each block reach a server that imitates that endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.database import cloned_database, drop
from tests.docs.test_guide_calls import BLOCK, environment_of, run
from tests.docs.test_tutorials import DOCS
from tests.fakes.platform_process import RealPlatform, standing

from vivavoce.testing.server import ImitatedModels, serve_imitated_models

pytestmark = pytest.mark.soak
IMITATED_MODELS = {
    "https://api.openai.com/v1": "openai-chat",
    "https://YOUR-RESOURCE.openai.azure.com/openai/deployments/YOUR-DEPLOYMENT": "azure",
    "http://127.0.0.1:8899/openai-chat/v1": "openai-chat",
    "http://127.0.0.1:8000/v1": "vllm-qwen3",
    "http://10.0.0.5:8000/v1": "vllm-qwen3",
    "http://127.0.0.1:11434/v1": "ollama",
    "http://127.0.0.1:8080/v1": "llama.cpp",
    "http://127.0.0.1:4000/v1": "litellm",
}
"""Addresses of models in the guides, and what answers in their place with its own model and key."""
NOT_HERE = ("make", "vllm", "ollama", "llama-server", "litellm", "pip")
"""Commands of these blocks that install or start what already runs here."""
AWS = {"AWS_ACCESS_KEY_ID": "imitated", "AWS_SECRET_ACCESS_KEY": "imitated"}
"""Credentials of AWS's library: a key of Bedrock needs HTTPS, which the imitation has not."""
NATIVE = re.compile(r"LLM_PROVIDER=(\w+)")
ASKS = "vivavoce doctor --try-model"


def has_settings_of_a_model(block: str) -> bool:
    """Return whether a block sets an endpoint or a provider, or asks a model; not the long qualification."""
    addresses = "|".join(map(re.escape, IMITATED_MODELS))
    found = re.search(rf"LLM_BASE_URL=(?:{addresses})\s|LLM_PROVIDER=|{ASKS}", block)
    return found is not None and "vivavoce qualify" not in block


BLOCKS = [
    (str(path.relative_to(DOCS)), block)
    for path in sorted((DOCS / "how-to").glob("*model*.md"))
    for block in BLOCK.findall(path.read_text("utf-8"))
    if has_settings_of_a_model(block)
]


@pytest.fixture(scope="module")
def platform(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPlatform]:
    """A platform of its own, whose database the commands use."""
    made = cloned_database(f"{worker_id}_model_guides")
    real = RealPlatform(tmp_path_factory.mktemp("platform"), database_url=made.owner_url)
    with standing(real):
        yield real
    drop(made)


@pytest.mark.parametrize(("page", "block"), BLOCKS)
async def test_the_settings_of_a_guide_reach_a_model(
    platform: RealPlatform, tmp_path: Path, page: str, block: str
) -> None:
    stubs = "".join(f"{command}() {{ :; }}\n" for command in NOT_HERE)

    async with serve_imitated_models() as models:
        base = models.families["openai-chat"]
        before = f"export LLM_BASE_URL={models.url_of(base.slug)} LLM_MODEL={base.model}\n"
        is_whole = " LLM_BASE_URL=" in block or NATIVE.search(block)
        commands = imitate_models(block if ASKS in block else f"{block}{ASKS}\n", models)
        said = await run(
            tmp_path,
            stubs + (commands if is_whole else before + commands),
            {**environment_of(platform), "LLM_API_KEY": base.key, **AWS},
        )
        asked = models.requests + sum(len(native.asked) for native in models.natives.values())

    assert said.rstrip().endswith("done"), f"{page}\n{block}\n{said}"
    assert asked > 0


def imitate_models(block: str, models: ImitatedModels) -> str:
    """Return the block with the address, the model and the key of an imitated model for each real one."""
    block = block.replace("o4-mini", models.families["openai-chat"].model)
    for address, slug in IMITATED_MODELS.items():
        for prefix in re.findall(
            rf"(LLM_(?:FALLBACK_)?)BASE_URL={re.escape(address)}(?=\s)", block
        ):
            family = models.families[slug]
            values = {"BASE_URL": models.url_of(slug), "API_KEY": family.key, "MODEL": family.model}
            for name, value in values.items():
                block = re.sub(rf"(?<![A-Z_]){prefix}{name}=\S+", f"{prefix}{name}={value}", block)
    if (native := NATIVE.search(block)) is not None:
        imitated = models.natives[f"{native[1]}-native"]
        address = models.url_of(f"{native[1]}-native")
        key = "" if native[1] == "bedrock" else "k"
        settings = f"LLM_BASE_URL={address} LLM_API_KEY={key} LLM_MODEL={imitated.model}"
        block = block.replace(ASKS, f"export {settings}\n{ASKS}")
    return block
