"""Write a model of constant weights, to try a real llama.cpp server without a real model.

    pip install gguf numpy
    python -m bench.constant_model constant.gguf
    llama-server -m constant.gguf --ctx-size 65536 --parallel 4 --jinja --alias local --port 8951

Its state is the same after every token, so it always prefers the same next one: the end, then a quote, then a
closing bracket. With a schema, the server's grammar makes the shortest valid answer of that. So it shows what
a server accepts and how it answers, and nothing of what a model can do.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_SIZE = 64
_PREFERRED = b'"]}{[:,1234567890aeinorstl'
"""After the end of the text; each is the more likely the earlier it stands here."""


def write_constant_model(path: str) -> None:
    """Write the model, about 260 KB, with one token for each byte."""
    gguf: Any = importlib.import_module("gguf")  # Any: optional libraries without types
    numpy: Any = importlib.import_module("numpy")
    tokens = [b"<unk>", b"<s>", b"</s>", *(f"<0x{byte:02X}>".encode() for byte in range(256))]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("constant")
    writer.add_context_length(32768)
    writer.add_embedding_length(_SIZE)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_SIZE)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_SIZE // 2)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 3 + [-1.0] * 256)
    writer.add_token_types([2, 3, 3] + [6] * 256)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_vocab_size(len(tokens))
    writer.add_chat_template(
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: "
    )
    likely = numpy.zeros((len(tokens), _SIZE), numpy.float32)
    ranked = [2, *(3 + byte for byte in _PREFERRED)]
    for rank, token in enumerate(ranked):
        likely[token] = (len(ranked) - rank + 5) / _SIZE
    one, none = numpy.ones(_SIZE, numpy.float32), numpy.zeros((_SIZE, _SIZE), numpy.float32)
    writer.add_tensor("token_embd.weight", numpy.ones((len(tokens), _SIZE), numpy.float32))
    writer.add_tensor("output.weight", likely)
    writer.add_tensor("output_norm.weight", one)
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", one)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.weight", none)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write_constant_model(sys.argv[1])
