"""Runs on other tasks than addition, trained by PyTorch in float64, for the reference to follow.

usage: torch_tasks.py > tests/golden/torch-tasks.json
       torch_tasks.py follow RUN_FOLDER      follows a run of `npm run lab -- run ... --backend reference`

Independent of the repository's code: the data are made here too. Seeds mean the same because the generator is the public
Philox4x32-10 (Salmon et al. 2011), keyed by (seed, stream) and counted from 0, with rejection below a bound and shuffles by
Fisher-Yates from the end. Products of permutations, quotients and parities are computed by their definitions. `follow` starts
from the folder's init.safetensors, makes data and mini-batches from its seed, and prints the largest relative differences from
its metrics.csv and final.safetensors; exit code 1 above 1e-9. Made with PyTorch 1.13.
"""

import csv
import hashlib
import itertools
import json
import math
import pathlib
import struct
import sys

import torch
import torch.nn.functional as F
import torch_transformer

torch.set_default_dtype(torch.float64)
SPLIT, BATCH = 1, 3
MASK = 0xFFFFFFFF
STEPS, FEW_STEPS = 30, 12
LARGEST_DIFFERENCE = 1e-9
UNIT = 256
ADAMW = {"optimizer": "adamw", "lr": 1e-3, "weight_decay": 1, "beta1": 0.9, "beta2": 0.98, "eps": 1e-8}
SGD = {"optimizer": "sgd", "lr": 0.1, "weight_decay": 0.01, "momentum": 0}


class Philox:
    def __init__(self, seed, stream, part=0):
        self.key, self.part, self.counter, self.block = (seed, stream), part, 0, []

    def next(self):
        if not self.block:
            c = [self.counter & MASK, self.counter >> 32, self.part, 0]
            k0, k1 = self.key
            for _ in range(10):
                a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
                c = [(b >> 32) ^ c[1] ^ k0, b & MASK, (a >> 32) ^ c[3] ^ k1, a & MASK]
                k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
            self.counter += 1
            self.block = c
        return self.block.pop(0)

    def below(self, bound):
        limit = 2**32 - 2**32 % bound
        while True:
            draw = self.next()
            if draw < limit:
                return draw % bound

    def shuffled(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items


def pair_data(pairs, answer, equals, fraction, seed):
    """Examples [(tokens, target)] and the indices of the train split, ascending."""
    examples = [((a, b, equals), answer(a, b)) for a, b in pairs]
    order = Philox(seed, SPLIT).shuffled(range(len(pairs)))
    return examples, sorted(order[: int(fraction * len(pairs))])


def permutation_data(c, seed):
    elements = list(itertools.permutations(range(c["n_permuted"])))
    number = {element: i for i, element in enumerate(elements)}
    compose = lambda x, y: number[tuple(elements[x][i] for i in elements[y])]
    pairs = list(itertools.product(range(len(elements)), repeat=2))
    return pair_data(pairs, compose, len(elements), c["frac_train"], seed)


def division_data(c, seed):
    p = c["p"]
    quotients = {(q * b % p, b): q for q in range(p) for b in range(1, p)}
    quotient = lambda a, b: quotients[a, b]
    pairs = list(itertools.product(range(0 if c["with_zero"] else 1, p), range(1, p)))
    return pair_data(pairs, quotient, p, c["frac_train"], seed)


def parity_data(c, seed):
    generator, seen, examples = Philox(seed, SPLIT), set(), []
    while len(examples) < c["train_examples"] + c["test_examples"]:
        words = [generator.next() for _ in range(0, c["n_bits"], 32)]
        bits = tuple(words[i // 32] >> i % 32 & 1 for i in range(c["n_bits"]))
        if bits not in seen:
            seen.add(bits)
            examples.append((bits, sum(bits[: c["k_bits"]]) % 2))
    return examples, list(range(c["train_examples"]))


def embedding_mlp(w, c, tokens):
    x, y = w["embed_x.W_E"][tokens[:, 0]], w["embed_y.W_E"][tokens[:, 1]]
    both = torch.cat([x, y], 1) @ torch.cat([w["mlp.W_in_x"], w["mlp.W_in_y"]], 0)
    return F.relu(both) @ w["mlp.W_out"]


def sign_mlp(w, c, tokens):
    hidden = F.relu(F.linear(2.0 * tokens - 1, w["mlp.W_in"].T, w["mlp.b_in"]))
    return F.linear(hidden, w["mlp.W_out"].T, w["mlp.b_out"])


def transformer(w, c, tokens):
    return torch_transformer.logits_of(w, c, tokens)


def transformer_shapes(c):
    torch_transformer.P = c["p"]
    torch_transformer.SIZES = c
    return torch_transformer.shapes_of(c)


def embedding_mlp_shapes(c):
    classes, d, m = math.factorial(c["n_permuted"]), c["d_embed"], c["d_mlp"]
    embeddings = {"embed_x.W_E": (classes, d), "embed_y.W_E": (classes, d)}
    return {**embeddings, "mlp.W_in_x": (d, m), "mlp.W_in_y": (d, m), "mlp.W_out": (m, classes)}


def sign_mlp_shapes(c):
    n, m = c["n_bits"], c["d_mlp"]
    return {"mlp.W_in": (n, m), "mlp.b_in": (m,), "mlp.W_out": (m, 2), "mlp.b_out": (2,)}


DATA = {"permutation-composition": permutation_data, "modular-division": division_data, "sparse-parity": parity_data}
MODELS = {
    "embedding-mlp": (embedding_mlp_shapes, embedding_mlp),
    "transformer": (transformer_shapes, transformer),
    "sign-mlp": (sign_mlp_shapes, sign_mlp),
}

# The settings of three papers, but for the widths: those are small, so that the file is. Two are repeated in groups so small
# that kernels for GPUs finish on a software driver.
CASES = {
    "composition in S_4, MLP on embeddings": {
        "steps": FEW_STEPS,
        "seed": 3,
        "batch_size": 0,
        "config": {
            "task": "permutation-composition",
            "model": "embedding-mlp",
            "n_permuted": 4,
            "frac_train": 0.4,
            "d_embed": 6,
            "d_mlp": 10,
            **ADAMW,
            "lr": 1e-2,
        },
    },
    "composition in S_5, MLP on embeddings": {
        "seed": 3,
        "batch_size": 0,
        "config": {
            "task": "permutation-composition",
            "model": "embedding-mlp",
            "n_permuted": 5,
            "frac_train": 0.4,
            "d_embed": 5,
            "d_mlp": 7,
            **ADAMW,
        },
    },
    "division mod 97, two layers, LayerNorm after, GELU": {
        "seed": 11,
        "batch_size": 512,
        "config": {
            "task": "modular-division",
            "model": "transformer",
            "p": 97,
            "with_zero": True,
            "frac_train": 0.5,
            "d_model": 8,
            "n_heads": 2,
            "d_mlp": 12,
            "n_layers": 2,
            "mlp_activation": "gelu",
            "norm": "layer",
            "norm_place": "after",
            "position_encoding": "learned",
            "causal": True,
            "tied_unembedding": False,
            "mlp_biases": True,
            **ADAMW,
        },
    },
    "division mod 11, two layers, LayerNorm after, ReLU": {
        "steps": FEW_STEPS,
        "seed": 7,
        "batch_size": 0,
        "config": {
            "task": "modular-division",
            "model": "transformer",
            "p": 11,
            "with_zero": False,
            "frac_train": 0.5,
            "d_model": 8,
            "n_heads": 2,
            "d_mlp": 12,
            "n_layers": 2,
            "mlp_activation": "relu",
            "norm": "layer",
            "norm_place": "after",
            "position_encoding": "sinusoidal",
            "causal": True,
            "tied_unembedding": False,
            "mlp_biases": False,
            **ADAMW,
            "lr": 1e-2,
        },
    },
    "sparse parity (40, 3) in mini-batches, MLP on bits": {
        "seed": 5,
        "batch_size": 32,
        "config": {
            "task": "sparse-parity",
            "model": "sign-mlp",
            "n_bits": 40,
            "k_bits": 3,
            "train_examples": 1000,
            "test_examples": 100,
            "d_mlp": 20,
            **SGD,
        },
    },
}


def initial_weights(c, seed):
    """Multiples of 1/UNIT: exact in float32, and short in the file, as integers."""
    generator = torch.Generator().manual_seed(seed)
    w = {}
    for name, shape in MODELS[c["model"]][0](c).items():
        values = torch.randn(shape, generator=generator) * 0.4
        if ".ln" in "." + name and name.endswith(".w"):
            values = 1 + values
        w[name] = ((values * UNIT).round() / UNIT).requires_grad_()
    return w


def optimizer_of(c, w):
    if c["optimizer"] == "sgd":
        return torch.optim.SGD(w.values(), lr=c["lr"], momentum=c["momentum"], weight_decay=c["weight_decay"])
    betas = (c["beta1"], c["beta2"])
    return torch.optim.AdamW(w.values(), lr=c["lr"], betas=betas, eps=c["eps"], weight_decay=c["weight_decay"])


def train(c, seed, batch_size, w, steps, evaluated):
    """Trains w in place: split, targets, loss of each update before it, and (train, test) losses at the evaluated steps."""
    logits = MODELS[c["model"]][1]
    MODELS[c["model"]][0](c)
    examples, train_split = DATA[c["task"]](c, seed)
    tokens = torch.tensor([list(example) for example, _ in examples])
    targets = torch.tensor([target for _, target in examples])
    is_train = torch.zeros(len(examples), dtype=torch.bool)
    is_train[train_split] = True
    size = min(batch_size or len(train_split), len(train_split))
    per_epoch = len(train_split) // size
    order = train_split
    loss_on = lambda chosen: F.cross_entropy(logits(w, c, tokens[chosen]), targets[chosen])

    optimizer, batches, losses = optimizer_of(c, w), [], []
    warm_up = c.get("warmup_steps", 0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / warm_up, 1) if warm_up > 0 else 1)
    for step in range(steps + 1):
        if step in evaluated:
            with torch.no_grad():
                losses.append([loss_on(is_train).item(), loss_on(~is_train).item()])
        if step == steps:
            break
        if size < len(train_split) and step % per_epoch == 0:
            order = Philox(seed, BATCH, step // per_epoch).shuffled(train_split)
        optimizer.zero_grad()
        loss = loss_on(order[step % per_epoch * size :][:size])
        batches.append(loss.item())
        loss.backward()
        optimizer.step()
        schedule.step()
    return train_split, targets.tolist(), batches, losses


def fixture(case):
    c, seed, size = case["config"], case["seed"], case["batch_size"]
    # To 1e-12: a thousandth of the tolerance.
    short = lambda values: [round(value, 12) for value in values]
    dump = lambda convert: {name: convert(tensor.detach().flatten().tolist()) for name, tensor in w.items()}
    digest = lambda numbers: hashlib.sha256(struct.pack(f"<{len(numbers)}I", *numbers)).hexdigest()
    w = initial_weights(c, seed)
    init = dump(lambda values: [int(value * UNIT) for value in values])
    steps = case.get("steps", STEPS)
    evaluated = [0, steps // 2, steps]
    split, targets, batches, losses = train(c, seed, size, w, steps, evaluated)
    return {
        "config": {"warmup_steps": 0, **c},
        "seed": seed,
        "batch_size": size,
        "evaluate_every": steps // 2,
        "train_sha256": digest(split),
        "targets_sha256": digest(targets),
        "init_unit": UNIT,
        "init": init,
        "batch_loss": batches,
        "loss": losses,
        "final": dump(short),
    }


def load_safetensors(path):
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)
    dtypes = {"F32": torch.float32, "F64": torch.float64}

    def tensor(entry):
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(raw[8 + size + begin : 8 + size + end]), dtype=dtypes[entry["dtype"]])
        return values.double().reshape(entry["shape"])

    return {name: tensor(entry) for name, entry in header.items()}


def follow(folder):
    """The largest relative differences of a run from PyTorch's: of losses, and of weights to the largest of their tensor."""
    card = json.loads((folder / "run.json").read_text())
    c, steps = card["config"], card["step"]
    if c["seed_split"] != -1:
        sys.exit(f"seed_split: expected -1, got {c['seed_split']}")
    with open(folder / "metrics.csv", newline="", encoding="utf-8") as file:
        rows = {int(row["step"]): row for row in csv.DictReader(file)}
    evaluated = [step for step, row in rows.items() if row["test_loss"]]
    w = {name: tensor.requires_grad_() for name, tensor in load_safetensors(folder / "init.safetensors").items()}
    _, _, batches, losses = train(c, c["seed"], c.get("batch_size", 0), w, steps, evaluated)
    relative = lambda got, expected: abs(got / expected - 1)
    final = load_safetensors(folder / "final.safetensors")
    return {
        "updates": max(relative(float(rows[step]["train_loss"]), loss) for step, loss in enumerate(batches)),
        "train": max(relative(float(rows[s]["evaluated_train_loss"]), loss) for s, (loss, _) in zip(evaluated, losses)),
        "test": max(relative(float(rows[s]["test_loss"]), loss) for s, (_, loss) in zip(evaluated, losses)),
        "weights": max(((final[name] - w[name]).abs().max() / w[name].abs().max()).item() for name in w),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["follow"]:
        differences = follow(pathlib.Path(sys.argv[2]))
        print(", ".join(f"{name} {difference:.1e}" for name, difference in differences.items()))
        sys.exit(0 if max(differences.values()) <= LARGEST_DIFFERENCE else 1)
    print(json.dumps({name: fixture(case) for name, case in CASES.items()}))
