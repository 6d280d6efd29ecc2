"""The model's weights as one ONNX graph, written without torch.

The graph is BERT as sentence-transformers runs it (six layers, mean over the tokens that are not
padding, unit length), built from ONNX Runtime's fused operators, so that nothing is left for the
runtime to optimise at each start.
Source: Devlin et al. 2019 for the network; the operators' definitions are in ONNX Runtime's
``ContribOperators.md``. ``tests/kb/embedding`` and ``vouch doctor`` compare it with vectors that
sentence-transformers made from the same weights.
"""

from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.protocol import Vectors
from kb.embedding.weights import ModelFiles

LAYERS = 6
HEADS = 12
EPSILON = 1e-12
#: Changes whenever the graph does, so that an older exported file is written anew.
GRAPH_VERSION = "4"
#: The outputs beside the vectors: the states of the tokens after a middle layer and after the last.
MIDDLE = 3
STATES = ("states_middle", "states_last")


class _Graph:
    """Collects the nodes and weights of a graph under construction."""

    def __init__(self, weights: dict[str, Vectors]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def weight(self, name: str) -> str:
        """A weight as it is in the file."""
        self.constants[name] = self.weights[name]
        return name

    def matrix(self, name: str) -> str:
        """A linear layer's matrix, transposed to (in, out)."""
        self.constants[name] = np.ascontiguousarray(self.weights[name].T)
        return name

    def constant(self, name: str, value: Any) -> str:
        self.constants[name] = value
        return name

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attrs: Any) -> str:
        from onnx import helper

        outputs = [output, "lengths"] if op == "EmbedLayerNormalization" else [output]
        self.nodes.append(helper.make_node(op, inputs, outputs, domain=domain, **attrs))
        return output

    def fused(self, op: str, inputs: list[str], output: str, **attrs: Any) -> str:
        return self.node(op, inputs, output, domain="com.microsoft", **attrs)


def _embeddings(g: _Graph) -> str:
    """Word + position + (the one) segment embedding, normalised."""
    positions = g.weights["embeddings.position_embeddings.weight"]
    segment = g.weights["embeddings.token_type_embeddings.weight"][0]
    return g.fused(
        "EmbedLayerNormalization",
        [
            "input_ids",
            "",
            g.weight("embeddings.word_embeddings.weight"),
            g.constant("positions", np.ascontiguousarray(positions + segment)),
            "",
            g.weight("embeddings.LayerNorm.weight"),
            g.weight("embeddings.LayerNorm.bias"),
            "attention_mask",
        ],
        "embedded",
        epsilon=EPSILON,
    )


def _layer(g: _Graph, number: int, x: str) -> str:
    """One transformer layer over ``x`` (batch, tokens, hidden)."""
    at = f"encoder.layer.{number}."
    parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
    qkv = np.concatenate([g.weights[p + ".weight"].T for p in parts], axis=1)
    bias = np.concatenate([g.weights[p + ".bias"] for p in parts])
    attended = g.fused(
        "Attention",
        [
            x,
            g.constant(at + "qkv", np.ascontiguousarray(qkv)),
            g.constant(at + "qkv_bias", bias),
            "lengths",
        ],
        at + "attended",
        num_heads=HEADS,
    )
    out = at + "attention.output."
    projected = g.node("MatMul", [attended, g.matrix(out + "dense.weight")], at + "projected")
    x = _add_and_normalise(g, projected, x, out, at + "mixed")
    wide = g.node("MatMul", [x, g.matrix(at + "intermediate.dense.weight")], at + "wide")
    wide = g.fused("BiasGelu", [wide, g.weight(at + "intermediate.dense.bias")], at + "gelu")
    narrow = g.node("MatMul", [wide, g.matrix(at + "output.dense.weight")], at + "narrow")
    return _add_and_normalise(g, narrow, x, at + "output.", at + "out")


def _add_and_normalise(g: _Graph, x: str, skip: str, at: str, output: str) -> str:
    names = [at + "LayerNorm.weight", at + "LayerNorm.bias", at + "dense.bias"]
    inputs = [x, skip, *(g.weight(name) for name in names)]
    return g.fused("SkipLayerNormalization", inputs, output, epsilon=EPSILON)


def _pool(g: _Graph, x: str) -> str:
    """The mean over real tokens, scaled to length 1."""
    mask = g.node("Cast", ["attention_mask"], "mask", to=1)
    mask = g.node("Unsqueeze", [mask, g.constant("last", np.array([2], dtype=np.int64))], "mask3")
    kept = g.node("Mul", [x, mask], "kept")
    tokens = g.constant("tokens", np.array([1], dtype=np.int64))
    total = g.node("ReduceSum", [kept, tokens], "total", keepdims=0)
    count = g.node("ReduceSum", [mask, tokens], "count", keepdims=0)
    mean = g.node("Div", [total, count], "mean")
    length = g.node("ReduceL2", [mean, tokens], "length", keepdims=1)
    return g.node("Div", [mean, length], "vectors")


def export(files: ModelFiles, target: Path) -> None:
    """Write the ONNX model to ``target``, whole or not at all.

    Inputs ``input_ids`` and ``attention_mask``, int32 (batch, tokens), padding on the right;
    outputs ``vectors``, float32 (batch, 384), and the ``STATES``, float32 (batch, tokens, 384).
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from safetensors.numpy import load_file

    g = _Graph(load_file(str(files.weights)))
    x = _embeddings(g)
    for number in range(LAYERS):
        x = _layer(g, number, x)
        if number + 1 in (MIDDLE, LAYERS):
            g.node("Identity", [x], STATES[number + 1 == LAYERS])
    output = _pool(g, x)
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        g.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT32, shape),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT32, shape),
        ],
        [
            helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", 384]),
            *(helper.make_tensor_value_info(s, TensorProto.FLOAT, [*shape, 384]) for s in STATES),
        ],
        [numpy_helper.from_array(value, name) for name, value in sorted(g.constants.items())],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)],
        ir_version=9,
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    # The weights lie beside the graph, so that the runtime maps them instead of copying. The graph
    # is renamed last: where it is, the weights are.
    weights = target.name + ".weights"
    partial = target.with_name(target.name + ".partial")
    target.with_name(weights).unlink(missing_ok=True)
    onnx.save(
        model,
        str(partial),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=weights,
        size_threshold=1024,
    )
    partial.replace(target)
