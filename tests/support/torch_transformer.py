"""Writes tests/golden/torch-transformer.json: transformers trained by PyTorch in float64, for the reference to follow.

usage: torch_transformer.py > tests/golden/torch-transformer.json

Written from the definitions in the papers (Vaswani et al. 2017; Ba et al. 2016; Zhang and Sennrich 2019; Hendrycks and
Gimpel 2016) and PyTorch's own operators, not from this repository's code: torch.nn.functional's layer_norm, gelu and
cross_entropy, torch.optim.AdamW. Addition mod 7, on the pairs with (3 a + 5 b) mod 8 below 5. Made with PyTorch 1.13.
"""

import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
P, STEPS = 7, 10
OPTIMIZER = {"lr": 1e-2, "weight_decay": 0.5, "beta1": 0.9, "beta2": 0.98, "eps": 1e-8}
SIZES = {"p": P, "d_model": 8, "n_heads": 2, "d_mlp": 12}
CASES = {
    "two layers, LayerNorm before, GELU, causal": {
        "n_layers": 2,
        "mlp_activation": "gelu",
        "norm": "layer",
        "norm_place": "before",
        "position_encoding": "learned",
        "causal": True,
        "tied_unembedding": False,
        "mlp_biases": True,
    },
    "one layer, RMSNorm after, tied, sinusoidal, bidirectional": {
        "n_layers": 1,
        "mlp_activation": "relu",
        "norm": "rms",
        "norm_place": "after",
        "position_encoding": "sinusoidal",
        "causal": False,
        "tied_unembedding": True,
        "mlp_biases": False,
    },
    "three layers, LayerNorm after, GELU by tanh, no positions": {
        "n_layers": 3,
        "mlp_activation": "gelu-tanh",
        "norm": "layer",
        "norm_place": "after",
        "position_encoding": "none",
        "causal": False,
        "tied_unembedding": False,
        "mlp_biases": True,
    },
    "attention rate 0.3, one layer, no normalization, bidirectional": {
        "n_layers": 1,
        "mlp_activation": "relu",
        "norm": "none",
        "norm_place": "before",
        "position_encoding": "learned",
        "causal": False,
        "attention_rate": 0.3,
        "tied_unembedding": False,
        "mlp_biases": True,
    },
}


def shapes_of(c):
    d, h, m = SIZES["d_model"], SIZES["n_heads"], SIZES["d_mlp"]
    shapes = {"embed.W_E": (P + 1, d)}
    if c["position_encoding"] == "learned":
        shapes["pos_embed.W_pos"] = (3, d)

    def norm(prefix):
        if c["norm"] != "none":
            shapes[prefix + ".w"] = (d,)
        if c["norm"] == "layer":
            shapes[prefix + ".b"] = (d,)

    for i in range(c["n_layers"]):
        block = f"blocks.{i}."
        norm(block + "ln1")
        for name in ("W_Q", "W_K", "W_V"):
            shapes[block + "attn." + name] = (h, d, d // h)
        shapes[block + "attn.W_O"] = (h, d // h, d)
        norm(block + "ln2")
        shapes[block + "mlp.W_in"] = (d, m)
        shapes[block + "mlp.W_out"] = (m, d)
        if c["mlp_biases"]:
            shapes[block + "mlp.b_in"] = (m,)
            shapes[block + "mlp.b_out"] = (d,)
    if c["norm_place"] == "before":
        norm("ln_final")
    if not c["tied_unembedding"]:
        shapes["unembed.W_U"] = (d, P + 1)
    return shapes


def normalize(w, c, prefix, x):
    if c["norm"] == "none":
        return x
    if c["norm"] == "layer":
        return F.layer_norm(x, x.shape[-1:], w[prefix + ".w"], w[prefix + ".b"], 1e-5)
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * w[prefix + ".w"]


def sinusoidal(length, d):
    table = torch.zeros(length, d)
    for t in range(length):
        for i in range(0, d, 2):
            table[t, i] = math.sin(t / 10000 ** (i / d))
            table[t, i + 1] = math.cos(t / 10000 ** (i / d))
    return table


def activate(c, x):
    if c["mlp_activation"] == "relu":
        return F.relu(x)
    if c["mlp_activation"] == "gelu":
        return F.gelu(x)
    return F.gelu(x, approximate="tanh")


def logits_of(w, c, tokens):
    """Logits at the last position [examples, P + 1]; tokens [examples, 3]."""
    x = w["embed.W_E"][tokens]
    length, before = tokens.shape[1], c["norm_place"] == "before"
    if c["position_encoding"] == "learned":
        x = x + w["pos_embed.W_pos"]
    if c["position_encoding"] == "sinusoidal":
        x = x + sinusoidal(length, x.shape[-1])
    for i in range(c["n_layers"]):
        block = f"blocks.{i}."
        read = normalize(w, c, block + "ln1", x) if before else x
        q, k, v = (torch.einsum("ntd,hde->nhte", read, w[block + "attn." + s]) for s in ("W_Q", "W_K", "W_V"))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        if c["causal"]:
            scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
        rate = c.get("attention_rate", 1)
        mixed = (rate * scores.softmax(-1) + (1 - rate)) @ v
        x = x + torch.einsum("nhte,hed->ntd", mixed, w[block + "attn.W_O"])
        if not before:
            x = normalize(w, c, block + "ln1", x)
        read = normalize(w, c, block + "ln2", x) if before else x
        hidden = read @ w[block + "mlp.W_in"]
        if c["mlp_biases"]:
            hidden = hidden + w[block + "mlp.b_in"]
        written = activate(c, hidden) @ w[block + "mlp.W_out"]
        if c["mlp_biases"]:
            written = written + w[block + "mlp.b_out"]
        x = x + written
        if not before:
            x = normalize(w, c, block + "ln2", x)
    if before:
        x = normalize(w, c, "ln_final", x)
    x = x[:, -1]
    return x @ (w["embed.W_E"].T if c["tied_unembedding"] else w["unembed.W_U"])


def run(c, seed):
    generator = torch.Generator().manual_seed(seed)
    w = {}
    for name, shape in shapes_of(c).items():
        values = torch.randn(shape, generator=generator) * 0.4
        if ".ln" in "." + name and name.endswith(".w"):
            values = 1 + values
        # float32 values, so that WebGPU can begin with the same numbers.
        w[name] = values.float().double().requires_grad_()
    pairs = [(a, b) for a in range(P) for b in range(P)]
    train = [pair for pair in pairs if (3 * pair[0] + 5 * pair[1]) % 8 < 5]
    test = [pair for pair in pairs if pair not in train]

    def loss_on(some):
        tokens = torch.tensor([(a, b, P) for a, b in some])
        return F.cross_entropy(logits_of(w, c, tokens), tokens[:, :2].sum(1) % P)

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
    config = {"model": "transformer", "steps": STEPS, "warmup_steps": 0, **SIZES, **OPTIMIZER, **c}
    return {
        "config": config,
        "train_pairs": train,
        "test_pairs": test,
        "init": init,
        "grad_at_step_0": gradients,
        "loss": losses,
        "final": dump(lambda t: t),
    }


if __name__ == "__main__":
    print(json.dumps({name: run(c, seed) for seed, (name, c) in enumerate(CASES.items())}))
