"""Trains in PyTorch what a run of `npm run lab` trained, and prints both side by side.

usage: torch_follow.py RUN_FOLDER STEPS [EVERY]

Takes init.safetensors, split.json and the settings in run.json, all exactly; float32 on the CPU, losses in float64, the
last position only. Of the one-layer transformer with AdamW and cross-entropy. Needs PyTorch and NumPy. Rounding differs,
so losses agree closely at first, and only in their course after some hundred steps.
"""

import csv
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

ATTENTION = "blocks.0.attn."
MLP = "blocks.0.mlp."


def load_safetensors(path):
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)

    def tensor(entry):
        begin, end = entry["data_offsets"]
        values = np.frombuffer(raw[8 + size + begin : 8 + size + end], "<f4").reshape(entry["shape"])
        return torch.tensor(values.copy()).requires_grad_()

    return {name: tensor(entry) for name, entry in header.items()}


def logits_of(w, pairs, p):
    """[pairs, p + 1] at the position of "="; tokens are residues, and p for "="."""
    embed, position = w["embed.W_E"], w["pos_embed.W_pos"]
    equals = (embed[p] + position[2]).expand(len(pairs), -1)
    x = torch.stack([embed[pairs[:, 0]] + position[0], embed[pairs[:, 1]] + position[1], equals], 1)
    query = torch.einsum("nd,hdk->nhk", equals, w[ATTENTION + "W_Q"])
    key = torch.einsum("ntd,hdk->nhtk", x, w[ATTENTION + "W_K"])
    value = torch.einsum("ntd,hdk->nhtk", x, w[ATTENTION + "W_V"])
    scores = torch.einsum("nhk,nhtk->nht", query, key) / math.sqrt(key.shape[-1])
    mixed = torch.einsum("nht,nhtk->nhk", scores.softmax(-1), value)
    middle = equals + torch.einsum("nhk,hkd->nd", mixed, w[ATTENTION + "W_O"])
    hidden = torch.relu(middle @ w[MLP + "W_in"] + w[MLP + "b_in"])
    return (middle + hidden @ w[MLP + "W_out"] + w[MLP + "b_out"]) @ w["unembed.W_U"]


def ours(folder):
    with open(folder / "metrics.csv", newline="", encoding="utf-8") as file:
        return {int(row["step"]): row for row in csv.DictReader(file) if row["test_loss"]}


def main():
    folder, steps = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    every = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    config = json.loads((folder / "run.json").read_text())["config"]
    for key, expected in {
        "model": "one-layer-transformer",
        "task": "modular-addition",
        "loss": "cross-entropy",
        "optimizer": "adamw",
    }.items():
        if config[key] != expected:
            sys.exit(f"{key}: expected {expected}, got {config[key]}")
    p, split, rows = config["p"], json.loads((folder / "split.json").read_text()), ours(folder)
    train, test = (torch.tensor(split[name]) for name in ("train_pairs", "test_pairs"))
    in_train = torch.zeros(p, p, dtype=torch.bool)
    in_train[train[:, 0], train[:, 1]] = True
    is_mirrored = in_train[test[:, 1], test[:, 0]]
    w = load_safetensors(folder / "init.safetensors")
    optimizer = torch.optim.AdamW(
        list(w.values()),
        lr=config["lr"],
        betas=(config["beta1"], config["beta2"]),
        eps=config["eps"],
        weight_decay=config["weight_decay"],
    )
    warm_up = max(1, config["warmup_steps"])
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / warm_up, 1))

    def loss_on(pairs):
        logits = logits_of(w, pairs, p)
        return F.cross_entropy(logits.double(), pairs.sum(1) % p), logits

    print("step  test loss: ours, PyTorch   mirrored accuracy: ours, PyTorch")
    for step in range(steps + 1):
        row = rows.get(step)
        if step % every == 0 and row is not None:
            with torch.no_grad():
                loss, logits = loss_on(test)
            is_right = logits.argmax(-1) == test.sum(1) % p
            mirrored = is_right[is_mirrored].double().mean()
            print(
                f"{step:5d}  {float(row['test_loss']):.5f} {loss:.5f}   "
                f"{float(row['mirrored_accuracy']):.4f} {mirrored:.4f}",
                flush=True,
            )
        optimizer.zero_grad()
        loss_on(train)[0].backward()
        optimizer.step()
        schedule.step()


main()
