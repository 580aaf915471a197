"""Writes tests/golden/torch-mlp.json: the MLPs of the literature trained by PyTorch in float64, for the reference to follow.

usage: torch_mlp.py > tests/golden/torch-mlp.json

Written from the papers' definitions (science.md 2.8, 2.15, 4; science-2.md C2, C3, C7) on one-hot inputs, not from this
repository's code: every layer is torch.nn.functional's one_hot, linear, relu, gelu. Addition mod 7, on the pairs with
(3 a + 5 b) mod 8 below 5, by torch.optim.AdamW. Made with PyTorch 1.13.
"""

import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
P, STEPS = 7, 30
OPTIMIZER = {"lr": 1e-2, "weight_decay": 0.5, "beta1": 0.9, "beta2": 0.98, "eps": 1e-8}
PLAIN = {
    "n_hidden": 1,
    "neuron_activation": "relu",
    "operand_input": "concat",
    "operand_embedding": "one-hot",
    "d_embed": 5,
    "d_mlp": 6,
    "layer_biases": False,
    "tied_unembedding": False,
    "mlp_init": "normal",
    "output_multiplier": 1,
    "loss": "cross-entropy",
}
CASES = {
    "Prieto et al.: one-hots side by side, two ReLU layers": {"n_hidden": 2, "mlp_init": "pytorch"},
    "tensor similarity: bilinear": {"neuron_activation": "bilinear", "mlp_init": "pytorch"},
    "eNTK: squares, (1/N) W2 ((W1 x) / sqrt(2p))^2": {
        "neuron_activation": "quadratic",
        "mlp_init": "mup",
        "loss": "mean-squared-error",
    },
    "norm clamp: embeddings side by side, GELU, biases": {
        "neuron_activation": "gelu",
        "operand_embedding": "shared",
        "layer_biases": True,
    },
    "He et al.: added one-hots": {"operand_input": "sum", "mlp_init": "inverse-p"},
    "PAIR: one embedding, added, tied": {
        "operand_input": "sum",
        "operand_embedding": "shared",
        "tied_unembedding": True,
    },
    "three bilinear layers on two added embeddings, biases, by sqrt(inputs), output times 3": {
        "n_hidden": 3,
        "neuron_activation": "bilinear",
        "operand_input": "sum",
        "operand_embedding": "separate",
        "layer_biases": True,
        "mlp_init": "ntk",
        "output_multiplier": 3,
    },
    "tied and biases, muP, output times 0.5": {
        "operand_embedding": "shared",
        "layer_biases": True,
        "tied_unembedding": True,
        "mlp_init": "mup",
        "output_multiplier": 0.5,
    },
}


def maps_of(c):
    return ("W", "G") if c["neuron_activation"] == "bilinear" else ("W",)


def inputs_of(c):
    one = P if c["operand_embedding"] == "one-hot" else c["d_embed"]
    return one if c["operand_input"] == "sum" else 2 * one


def shapes_of(c):
    d, m = c["d_embed"], c["d_mlp"]
    shapes = {}
    if c["operand_embedding"] == "shared":
        shapes["embed.W_E"] = (P, d)
    if c["operand_embedding"] == "separate":
        shapes["embed_x.W_E"] = shapes["embed_y.W_E"] = (P, d)
    for layer in range(c["n_hidden"]):
        for w in maps_of(c):
            name = f"mlp.{layer}.{w}"
            if layer > 0:
                shapes[name] = (m, m)
            elif c["operand_input"] == "sum":
                shapes[name] = (inputs_of(c), m)
            else:
                shapes[name + "_x"] = shapes[name + "_y"] = (inputs_of(c) // 2, m)
            if c["layer_biases"]:
                shapes[name + "_bias"] = (m,)
    if c["tied_unembedding"]:
        shapes["mlp.W_out"] = (m, d)
    else:
        shapes["unembed.W_U"] = (m, P)
    if c["layer_biases"]:
        shapes["unembed.b_U"] = (P,)
    return shapes


def logits_of(w, c, pairs):
    a, b = F.one_hot(pairs[:, 0], P).double(), F.one_hot(pairs[:, 1], P).double()
    if c["operand_embedding"] == "shared":
        a, b = a @ w["embed.W_E"], b @ w["embed.W_E"]
    if c["operand_embedding"] == "separate":
        a, b = a @ w["embed_x.W_E"], b @ w["embed_y.W_E"]
    x = a + b if c["operand_input"] == "sum" else torch.cat([a, b], 1)
    is_scaled = c["mlp_init"] in ("ntk", "mup")

    def layer(x, name):
        halves = name + "_x" in w
        matrix = torch.cat([w[name + "_x"], w[name + "_y"]]) if halves else w[name]
        scale = 1 / math.sqrt(x.shape[1]) if is_scaled else 1
        return F.linear(x * scale, matrix.T, w.get(name + "_bias"))

    for i in range(c["n_hidden"]):
        maps = [layer(x, f"mlp.{i}.{name}") for name in maps_of(c)]
        x = {
            "relu": lambda: F.relu(maps[0]),
            "gelu": lambda: F.gelu(maps[0]),
            "quadratic": lambda: maps[0] ** 2,
            "bilinear": lambda: maps[0] * maps[1],
        }[c["neuron_activation"]]()
    if c["tied_unembedding"]:
        x, matrix = layer(x, "mlp.W_out"), w["embed.W_E"].T
    else:
        matrix = w["unembed.W_U"]
    n = x.shape[1]
    scale = {"ntk": 1 / math.sqrt(n), "mup": 1 / n}.get(c["mlp_init"], 1)
    return c["output_multiplier"] * F.linear(x * scale, matrix.T, w.get("unembed.b_U"))


def run(c, seed):
    generator = torch.Generator().manual_seed(seed)
    # float32 values, so that WebGPU can begin with the same numbers.
    w = {
        name: (torch.randn(shape, generator=generator) * 0.6).float().double().requires_grad_()
        for name, shape in shapes_of(c).items()
    }
    pairs = [(a, b) for a in range(P) for b in range(P)]
    train = [pair for pair in pairs if (3 * pair[0] + 5 * pair[1]) % 8 < 5]
    test = [pair for pair in pairs if pair not in train]

    def loss_on(some):
        tokens = torch.tensor(some)
        logits, targets = logits_of(w, c, tokens), tokens.sum(1) % P
        if c["loss"] == "cross-entropy":
            return F.cross_entropy(logits, targets)
        return F.mse_loss(logits, F.one_hot(targets, P).double())

    optimizer = torch.optim.AdamW(
        w.values(),
        lr=OPTIMIZER["lr"],
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["eps"],
        weight_decay=OPTIMIZER["weight_decay"],
    )
    dump = lambda of: {
        name: {"shape": list(tensor.shape), "data": of(tensor).detach().flatten().tolist()} for name, tensor in w.items()
    }
    init, gradients, losses = dump(lambda t: t), None, []
    for step in range(STEPS + 1):
        loss = loss_on(train)
        losses.append([step, loss.item(), loss_on(test).item()])
        if step == STEPS:
            break
        optimizer.zero_grad()
        loss.backward()
        gradients = gradients or dump(lambda t: t.grad)
        optimizer.step()
    return {
        "config": {"model": "mlp", "p": P, "steps": STEPS, "warmup_steps": 0, **OPTIMIZER, **c},
        "train_pairs": train,
        "test_pairs": test,
        "init": init,
        "grad_at_step_0": gradients,
        "loss": losses,
        "final": dump(lambda t: t),
    }


if __name__ == "__main__":
    print(json.dumps({name: run({**PLAIN, **c}, seed) for seed, (name, c) in enumerate(CASES.items())}))
