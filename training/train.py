"""Train the reader and write its weights: ``python -m training.train --minutes 40``.

Needs torch beside Vouch (``README.md``). ``--hold`` keeps every
tenth excerpt out of training and measures on those; ``--start FILE`` goes on from weights made
before, so that new excerpts need no training from the beginning.
"""

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kb.embedding.choice import make_embedder
from kb.embedding.protocol import WordStates
from kb.reading.weights import load, probe
from kb.settings import load_settings
from training.examples import FOLDER, VERDICTS, Bank, Excerpt, Excerpts, Group, excerpts, group_of
from training.network import ACROSS, WITHIN, Network
from training.states import States

OUT = Path(__file__).parent.parent / "kb" / "data" / "reader.npz"
_FAR = torch.tensor(-1e4)
_WARM_UP, _TELL, _CLIP = 60, 20, 1.0


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--bank", type=float, default=0.3, help="share of groups from the bank")
    parser.add_argument("--groups", type=int, default=32, help="questions in a step")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--excerpts", type=Path, default=FOLDER)
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    drawn = random.Random(asked.seed)  # noqa: S311

    every = excerpts(asked.excerpts)
    held_out = every[3::10] if asked.hold else []
    kept = Excerpts([one for one in every if one not in held_out])
    embedder = make_embedder(load_settings())
    if not isinstance(embedder, WordStates):
        raise SystemExit("the embedding model of the settings tells no states of words")
    bank = Bank(embedder)
    model = Model(States(embedder), Network())
    model.states.add([*bank.texts(), *Excerpts(every).texts()])
    if asked.start is not None:
        arrays = load(asked.start.read_bytes()).arrays
        model.network.load_state_dict({name: torch.tensor(one) for name, one in arrays.items()})

    def drawn_groups() -> list[Group]:
        return [
            bank.draw(drawn) if drawn.random() < asked.bank else kept.draw(drawn)
            for _ in range(asked.groups)
        ]

    optimiser = _optimiser(model, asked.rate)
    began, losses = time.monotonic(), []
    model.train()
    for step in range(1_000_000):
        done = (time.monotonic() - began) / 60 / asked.minutes
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = asked.rate * min(1, (step + 1) / _WARM_UP) * max(0.02, 1 - done)
        groups = drawn_groups()
        loss = _loss(model(groups), groups)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
        optimiser.step()
        losses.append(float(loss.detach()))
        if step % _TELL == _TELL - 1:
            sys.stderr.write(f"step {step + 1}: loss {np.mean(losses):.3f}\n")
            losses = []
    model.eval()
    if held_out:
        sys.stderr.write(measured(model, held_out) + "\n")
    asked.out.write_bytes(_packed(model.network, str(embedder.fingerprint)))


class Model(nn.Module):
    """From groups to the network's outputs."""

    def __init__(self, states: States, network: Network) -> None:
        super().__init__()
        self.states, self.network = states, network

    def forward(self, groups: Sequence[Group]) -> Tensor:
        """The network's outputs for every sentence of every group, one after the other."""
        asked, asked_mask = self.states.padded([group.question for group in groups])
        texts = [text for group in groups for text, _ in group.sentences]
        said, said_mask = self.states.padded(texts)
        of = torch.tensor([at for at, group in enumerate(groups) for _ in group.sentences])
        result: Tensor = self.network(asked[of], asked_mask[of], said, said_mask)
        return result


def _optimiser(model: Model, rate: float) -> torch.optim.Optimizer:
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    decayed = [
        {"params": matrices, "weight_decay": 0.02},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(decayed, lr=rate)


def _loss(outputs: Tensor, groups: list[Group]) -> Tensor:
    """Whether each answers, which of a group does if any, and what it says."""
    answers = torch.tensor([fits for group in groups for _, fits in group.sentences])
    of = torch.tensor([at for at, group in enumerate(groups) for _ in group.sentences])
    verdicts = torch.tensor([group.verdict for group in groups])[of]
    odds = outputs[:, 0]
    each = functional.binary_cross_entropy_with_logits(odds, answers.float())
    own = of[None, :] == torch.arange(len(groups))[:, None]
    # "None of these" takes part with odds of zero.
    none = torch.zeros(len(groups), 1)
    every = torch.cat([none, torch.where(own, odds[None, :], _FAR)], 1).logsumexp(1)
    fitting = own & answers[None, :]
    right = torch.where(fitting, odds[None, :], _FAR).logsumexp(1)
    which = (every - torch.where(fitting.any(1), right, torch.zeros(()))).mean()
    told = answers & (verdicts >= 0)
    says = functional.cross_entropy(outputs[told][:, 1:], verdicts[told])
    return each + 0.5 * which + 0.5 * says


@torch.no_grad()
def measured(model: Model, held_out: list[Excerpt]) -> str:
    """How well questions of unseen excerpts are answered from their lines."""
    first, right, answerable, others = [], [], [], []
    for one in held_out:
        for ask in one.asks:
            outputs = model([group_of(one, ask)])
            best = int(outputs[:, 0].argmax())
            if not ask.lines:
                others.append(float(outputs[best, 0]))
                continue
            answerable.append(float(outputs[best, 0]))
            first.append(best in ask.lines)
            right.append(int(outputs[ask.lines[0], 1:].argmax()) == VERDICTS.index(ask.verdict))
    above = np.mean(np.array(answerable)[:, None] > np.array(others)[None, :])
    return (
        f"{len(held_out)} excerpts: best line right {np.mean(first):.3f}, verdict right"
        f" {np.mean(right):.3f}, answerable above unanswerable {above:.3f}"
    )


def _packed(network: Network, model: str) -> bytes:
    """The file of weights, with what the network gives for a fixed input, to compare with."""
    arrays = {name: one.numpy().astype(np.float16) for name, one in network.state_dict().items()}
    rounded = {name: torch.tensor(one.astype(np.float32)) for name, one in arrays.items()}
    network.load_state_dict(rounded)
    with torch.no_grad():
        expected = network(*(torch.tensor(one) for one in probe())).numpy()
    about = json.dumps({"heads": [ACROSS, WITHIN], "model": model})
    held = io.BytesIO()
    np.savez_compressed(
        held,
        about=np.frombuffer(about.encode(), dtype=np.uint8),
        expected=expected,
        **arrays,
    )
    return held.getvalue()


if __name__ == "__main__":
    main()
