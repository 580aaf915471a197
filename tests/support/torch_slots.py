"""Writes tests/golden/torch-parity-*-{muon,egd}*.json: trajectories of Muon and EGD in PyTorch, float64.

usage: torch_slots.py GOLDEN_FOLDER

Written from science.md 2.10 and 3.4, not from the engine. Weights and pairs of the start are those of the AdamW fixtures in the
folder. Muon works on weights as torch.nn.Linear has them, [outputs, inputs], with the heads of a layer side by side; EGD
takes singular values. Needs PyTorch.
"""

import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ATTENTION = "blocks.0.attn."
MLP = "blocks.0.mlp."


def transformer(w, pairs, p):
    embed, position = w["embed.W_E"], w["pos_embed.W_pos"]
    tokens = torch.cat([pairs, torch.full((len(pairs), 1), p)], 1)
    x = embed[tokens] + position
    query, key, value = (
        torch.einsum("ntd,hdk->nhtk", x, w[ATTENTION + name]) for name in ("W_Q", "W_K", "W_V")
    )
    scores = query @ key.transpose(-1, -2) / math.sqrt(key.shape[-1])
    future = torch.ones(3, 3, dtype=torch.bool).triu(1)
    mixed = scores.masked_fill(future, -math.inf).softmax(-1) @ value
    x = x + torch.einsum("nhtk,hkd->ntd", mixed, w[ATTENTION + "W_O"])
    hidden = torch.relu(x @ w[MLP + "W_in"] + w[MLP + "b_in"])
    x = x + hidden @ w[MLP + "W_out"] + w[MLP + "b_out"]
    return (x @ w["unembed.W_U"])[:, -1]


def mlp(w, pairs, p):
    return (w["U"][pairs[:, 0]] + w["V"][pairs[:, 1]]).square() @ w["W"]


def loss_of(config, w, pairs):
    p = config["p"]
    targets = pairs.sum(1) % p
    if config["model"] == "quadratic-mlp":
        return F.mse_loss(mlp(w, pairs, p), F.one_hot(targets, p).double())
    return F.cross_entropy(transformer(w, pairs, p), targets)


def to_linear(name, weight):
    """A hidden weight as Linear's [outputs, inputs], and the way back."""
    if name == ATTENTION + "W_O":
        heads, width, model = weight.shape
        return weight.reshape(heads * width, model).T, lambda u: u.T.reshape(heads, width, model)
    if weight.ndim == 3:
        heads, model, width = weight.shape
        return (
            weight.transpose(1, 2).reshape(heads * width, model),
            lambda u: u.reshape(heads, width, model).transpose(1, 2),
        )
    return weight.T, lambda u: u.T


def zeroth_power(gradient, rounds):
    """Newton-Schulz as in Jordan's Muon."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient / (gradient.norm() + 1e-7)
    if gradient.shape[0] > gradient.shape[1]:
        x = x.T
    for _ in range(rounds):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if gradient.shape[0] > gradient.shape[1] else x


class Muon:
    def __init__(self, config, w):
        self.config = config
        self.hidden = [name for name in w if "W_" in name and "embed" not in name]
        self.momentum = {name: torch.zeros_like(w[name]) for name in self.hidden}
        rest = [(name, t) for name, t in w.items() if name not in self.hidden]
        common = dict(
            betas=(config["beta1"], config["beta2"]),
            eps=config["eps"],
            weight_decay=config["weight_decay"],
        )
        self.adamw = torch.optim.AdamW(
            [
                dict(params=[t], rate=config["unembedding_rate"] if "unembed" in name else 1.0)
                for name, t in rest
            ],
            lr=config["lr"],
            **common,
        )

    def step(self, t, w):
        config = self.config
        warm_up = min(t / config["warmup_steps"], 1) if config["warmup_steps"] else 1
        for group in self.adamw.param_groups:
            group["lr"] = config["lr"] * warm_up * group["rate"]
        self.adamw.step()
        lr, beta = config["muon_lr"] * warm_up, config["muon_momentum"]
        for name in self.hidden:
            gradient, momentum = w[name].grad, self.momentum[name]
            momentum.lerp_(gradient, 1 - beta)
            update, back = to_linear(name, gradient.lerp(momentum, beta))
            update = zeroth_power(update, config["muon_iterations"])
            update = update * max(1, update.shape[0] / update.shape[1]) ** 0.5
            with torch.no_grad():
                w[name].mul_(1 - lr * config["muon_weight_decay"])
                w[name].add_(back(update), alpha=-lr)


class Egd:
    def __init__(self, config, w):
        self.config = config
        self.first = ["U", "V"] if config["model"] == "quadratic-mlp" else ["embed.W_E"]

    def step(self, t, w):
        config = self.config
        lr = config["lr"] * (min(t / config["warmup_steps"], 1) if config["warmup_steps"] else 1)
        gradients = {name: x.grad + config["weight_decay"] * x.detach() for name, x in w.items()}
        if t < config["egd_steps"]:
            g = torch.cat([gradients[name] for name in self.first])
            u, s, _ = torch.linalg.svd(g, full_matrices=False)
            equal = u @ torch.diag(1 / s.clamp(min=1e-6)) @ u.T @ g
            sizes = [len(w[name]) for name in self.first]
            gradients.update(zip(self.first, equal.split(sizes)))
        with torch.no_grad():
            for name, x in w.items():
                x.sub_(lr * gradients[name])


def numbers(tensors):
    return {
        name: {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}
        for name, t in tensors.items()
    }


def follow(start, optimizer, changes):
    config = {**start["config"], "optimizer": optimizer, **changes}
    train, test = (torch.tensor(start[name]) for name in ("train_pairs", "test_pairs"))
    w = {
        name: torch.tensor(t["data"]).reshape(t["shape"]).requires_grad_()
        for name, t in start["init"].items()
    }
    rule = {"muon": Muon, "egd": Egd}[optimizer](config, w)
    losses, first = [], None
    for t in range(config["steps"] + 1):
        for x in w.values():
            x.grad = None
        loss = loss_of(config, w, train)
        loss.backward()
        first = first or numbers({name: x.grad for name, x in w.items()})
        losses.append([t, loss.item(), loss_of(config, w, test).item()])
        if t < config["steps"]:
            rule.step(t, w)
    return {
        "origin": f"tests/support/torch_slots.py, PyTorch {torch.__version__}, float64",
        "config": config,
        "train_pairs": start["train_pairs"],
        "test_pairs": start["test_pairs"],
        "init": start["init"],
        "grad_at_step_0": first,
        "loss_columns": start["loss_columns"],
        "loss": losses,
        "final": numbers(w),
    }


MUON = {
    "muon_lr": 0.02,
    "muon_weight_decay": 0.1,
    "muon_momentum": 0.95,
    "muon_iterations": 5,
    "unembedding_rate": 0.25,
}
TRANSFORMER, NET = "torch-parity-transformer-p7", "torch-parity-quadratic-mlp-p11"
# At step 18 of the transformer a singular value passes through zero: 5e-8, where EGD has no definite direction.
RUNS = [
    (TRANSFORMER, "muon", MUON),
    (TRANSFORMER, "egd", {"lr": 0.1, "weight_decay": 1e-3, "egd_steps": 15}),
    (NET, "egd", {"lr": 0.02, "weight_decay": 1e-3, "egd_steps": 20}),
]


def main():
    folder = pathlib.Path(sys.argv[1])
    for stem, optimizer, changes in RUNS:
        start = json.loads((folder / f"{stem}.json").read_text())
        made = follow(start, optimizer, changes)
        print(stem, optimizer, made["loss"][0], made["loss"][-1])
        (folder / f"{stem}-{optimizer}.json").write_text(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
