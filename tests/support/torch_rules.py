"""Writes tests/golden/torch-rules.json: trajectories with filters of gradients, constraints on
weights and rates by kind in PyTorch, float64.

usage: torch_rules.py GOLDEN_FOLDER

Written from science.md 2.6, 2.8, 2.9 and science-2.md C7, not from the engine. Weights and pairs of
the start are those of the AdamW fixtures in the folder. Needs PyTorch.
"""

import json
import pathlib
import sys
from collections import deque

import torch
from torch_slots import TRANSFORMER, loss_of, numbers

torch.set_default_dtype(torch.float64)


class NoFilter:
    def __init__(self, config):
        pass

    def __call__(self, w):
        pass


class GrokfastEma:
    def __init__(self, config):
        self.config, self.mean = config, None

    def __call__(self, w):
        alpha, lamb = self.config["grokfast_alpha"], self.config["grokfast_lambda"]
        if self.mean is None:
            self.mean = {name: x.grad.clone() for name, x in w.items()}
        else:
            for name, x in w.items():
                self.mean[name] = alpha * self.mean[name] + (1 - alpha) * x.grad
        for name, x in w.items():
            x.grad = x.grad + lamb * self.mean[name]


class GrokfastMa:
    def __init__(self, config):
        self.config = config
        self.kept = deque(maxlen=config["grokfast_window"])

    def __call__(self, w):
        self.kept.append({name: x.grad.clone() for name, x in w.items()})
        if len(self.kept) < self.config["grokfast_window"]:
            return
        for name, x in w.items():
            mean = sum(kept[name] for kept in self.kept) / len(self.kept)
            x.grad = x.grad + self.config["grokfast_lambda"] * mean


class OrthogonalGradient:
    def __init__(self, config):
        self.config = config

    def __call__(self, w):
        for x in w.values():
            weights, g = x.detach().reshape(-1), x.grad.reshape(-1)
            left = g - torch.dot(weights, g) / (torch.dot(weights, weights) + 1e-30) * weights
            if self.config["orthogonal_rescale"]:
                left = left * (g.norm() / (left.norm() + 1e-30))
            x.grad = left.reshape(x.shape)


def norm_of(tensors):
    return torch.sqrt(sum(t.detach().square().sum() for t in tensors))


def kind_of(name):
    if name.split(".")[-1].startswith("b_"):
        return "bias"
    known = {"embed.W_E": "embedding", "pos_embed.W_pos": "position", "unembed.W_U": "unembedding"}
    return known.get(name, "hidden")


class InitialNorm:
    def __init__(self, config, w):
        self.norm = norm_of(w.values())

    def __call__(self, t, w):
        factor = self.norm / norm_of(w.values())
        with torch.no_grad():
            for x in w.values():
                x.mul_(factor)


class NormClamp:
    def __init__(self, config, w):
        self.config = config

    def __call__(self, t, w):
        config = self.config
        if t < config["clamp_from"]:
            return
        clamped = [
            x for name, x in w.items() if kind_of(name) in ("embedding", "hidden", "unembedding")
        ]
        factor = config["clamp_ratio"] * config["clamp_norm"] / norm_of(clamped)
        with torch.no_grad():
            for x in clamped:
                x.mul_(factor)


class Free:
    def __init__(self, config, w):
        pass

    def __call__(self, t, w):
        pass


FILTERS = {
    "none": NoFilter,
    "grokfast-ema": GrokfastEma,
    "grokfast-ma": GrokfastMa,
    "orthogonal-gradient": OrthogonalGradient,
}
CONSTRAINTS = {"none": Free, "initial-norm": InitialNorm, "norm-clamp": NormClamp}


def optimizer_of(config, w):
    groups = [
        dict(
            params=[x],
            rate=config["lr"] * config.get(f"rate_{kind_of(name)}", 1),
            weight_decay=config["weight_decay"] * config.get(f"decay_{kind_of(name)}", 1),
        )
        for name, x in w.items()
    ]
    if config["optimizer"] == "sgd":
        return torch.optim.SGD(groups, lr=config["lr"], momentum=config["momentum"])
    own = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}[config["optimizer"]]
    return own(
        groups, lr=config["lr"], betas=(config["beta1"], config["beta2"]), eps=config["eps"]
    )


def follow(start, changes):
    config = {**start["config"], "optimizer": "adamw", "filter": "none", "constraint": "none"}
    config.update(changes)
    train, test = (torch.tensor(start[name]) for name in ("train_pairs", "test_pairs"))
    w = {
        name: torch.tensor(t["data"]).reshape(t["shape"]).requires_grad_()
        for name, t in start["init"].items()
    }
    optimizer = optimizer_of(config, w)
    chosen = FILTERS[config["filter"]](config)
    constraint = CONSTRAINTS[config["constraint"]](config, w)
    losses, first = [], None
    for t in range(config["steps"] + 1):
        for x in w.values():
            x.grad = None
        loss = loss_of(config, w, train)
        loss.backward()
        losses.append([t, loss.item(), loss_of(config, w, test).item()])
        chosen(w)
        first = first or numbers({name: x.grad for name, x in w.items()})
        if t < config["steps"]:
            warm_up = min(t / config["warmup_steps"], 1) if config["warmup_steps"] else 1
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * warm_up
            optimizer.step()
            constraint(t, w)
    return {
        "config": config,
        "grad_at_step_0": first,
        "loss": losses,
        "final": numbers(w),
    }


EMA = {"filter": "grokfast-ema", "grokfast_alpha": 0.9, "grokfast_lambda": 2.0}
RUNS = {
    "grokfast-ema": EMA,
    "adam": {"optimizer": "adam", "weight_decay": 0.1},
    "grokfast-ma": {"filter": "grokfast-ma", "grokfast_window": 7, "grokfast_lambda": 1.5},
    "orthogonal-gradient": {
        "filter": "orthogonal-gradient",
        "orthogonal_rescale": True,
        "weight_decay": 0.0,
    },
    "orthogonal-gradient without rescaling": {
        "filter": "orthogonal-gradient",
        "orthogonal_rescale": False,
    },
}


def main():
    folder = pathlib.Path(sys.argv[1])
    start = json.loads((folder / f"{TRANSFORMER}.json").read_text())
    runs = {}
    for title, changes in RUNS.items():
        runs[title] = follow(start, changes)
        print(title, runs[title]["loss"][0], runs[title]["loss"][-1])
    made = {
        "origin": f"tests/support/torch_rules.py, PyTorch {torch.__version__}, float64",
        "start": f"{TRANSFORMER}.json",
        "runs": runs,
    }
    (folder / "torch-rules.json").write_text(json.dumps(made) + "\n")


main()
