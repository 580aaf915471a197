"""Writes tests/golden/torch-losses.json: losses in PyTorch, for the engine's to follow.

usage: torch_losses.py GOLDEN_FOLDER

`runs`: 30 steps of AdamW on each loss in float64, from weights and pairs of torch-parity-quadratic-mlp-p11.json. StableMax is
written from Prieto et al. 2025 (science.md 2.8), the hinges are multi_margin_loss, whose mean over the classes becomes a sum,
and its largest term. `collapse`: torch.nn.functional.cross_entropy of float32 logits, whose loss becomes exactly 0 where the
logits are far apart. Gradients come from autograd. Needs PyTorch.
"""

import json
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
START = "torch-parity-quadratic-mlp-p11.json"
# Logits of the target; the four others lie around 0. None is near the limit, about 17.4, at which the loss becomes 0.
GAPS = [-20, -1, 0, 1, 5, 10, 13, 18, 20, 40, 80]


def logits_of(w, pairs):
    return (w["U"][pairs[:, 0]] + w["V"][pairs[:, 1]]).square() @ w["W"]


def stablemax(logits, targets):
    s = torch.where(logits >= 0, logits + 1, 1 / (1 - logits.clamp(max=0)))
    return -(s / s.sum(1, keepdim=True)).gather(1, targets[:, None]).log().mean()


def hinge(logits, targets):
    others = logits.scatter(1, targets[:, None], -torch.inf).amax(1)
    return (1 + others - logits.gather(1, targets[:, None])[:, 0]).clamp(min=0).mean()


LOSSES = {
    "naive-cross-entropy": F.cross_entropy,
    "stablemax": stablemax,
    "hinge": hinge,
    "hinge-sum": lambda logits, targets: F.multi_margin_loss(logits, targets) * logits.shape[1],
}


def numbers(tensors):
    return {
        name: {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}
        for name, t in tensors.items()
    }


def follow(start, name):
    config = {**start["config"], "loss": name, "steps": 30}
    train, test = (torch.tensor(start[key]) for key in ("train_pairs", "test_pairs"))
    w = {
        key: torch.tensor(t["data"]).reshape(t["shape"]).requires_grad_()
        for key, t in start["init"].items()
    }
    optimizer = torch.optim.AdamW(
        list(w.values()),
        lr=config["lr"],
        betas=(config["beta1"], config["beta2"]),
        eps=config["eps"],
        weight_decay=config["weight_decay"],
    )
    warm_up = max(1, config["warmup_steps"])
    loss_of = lambda pairs: LOSSES[name](logits_of(w, pairs), pairs.sum(1) % config["p"])
    losses, first = [], None
    for t in range(config["steps"] + 1):
        optimizer.zero_grad()
        loss = loss_of(train)
        loss.backward()
        first = first or numbers({key: x.grad.clone() for key, x in w.items()})
        losses.append([t, loss.item(), loss_of(test).item()])
        for group in optimizer.param_groups:
            group["lr"] = config["lr"] * (min(t / warm_up, 1) if config["warmup_steps"] else 1)
        if t < config["steps"]:
            optimizer.step()
    return {"config": config, "grad_at_step_0": first, "loss": losses, "final": numbers(w)}


def collapse(gap):
    others = torch.tensor([0, -0.5, 0.25, -1.75, -0.125], dtype=torch.float32)
    logits = others.clone()
    logits[0] = gap
    logits.requires_grad_()
    loss = F.cross_entropy(logits[None], torch.tensor([0]))
    loss.backward()
    return {"logits": logits.tolist(), "loss": loss.item(), "gradient": logits.grad.tolist()}


def main():
    folder = pathlib.Path(sys.argv[1])
    start = json.loads((folder / START).read_text())
    runs = {name: follow(start, name) for name in LOSSES}
    for name, run in runs.items():
        print(name, run["loss"][0], run["loss"][-1])
    made = {
        "origin": f"tests/support/torch_losses.py, PyTorch {torch.__version__}",
        "start": START,
        "runs": runs,
        "collapse": [collapse(gap) for gap in GAPS],
    }
    for row in made["collapse"]:
        print(row["logits"][0], row["loss"], row["gradient"])
    (folder / "torch-losses.json").write_text(json.dumps(made) + "\n")


main()
