"""Writes tests/golden/torch-tasks.json: runs on other tasks than addition, trained by PyTorch in float64.

usage: torch_tasks.py > tests/golden/torch-tasks.json

Independent of the repository's code: the data are made here too. Seeds mean the same because the generator is the public
Philox4x32-10 (Salmon et al. 2011), keyed by (seed, stream) and counted from 0, with rejection below a bound and shuffles by
Fisher-Yates from the end. Products of permutations, quotients and parities are computed by their definitions. Made with
PyTorch 1.13.
"""

import itertools
import json

import torch
import torch.nn.functional as F
import torch_transformer

torch.set_default_dtype(torch.float64)
SPLIT, BATCH = 1, 3
MASK = 0xFFFFFFFF
STEPS = 12
OPTIMIZER = {"lr": 1e-2, "weight_decay": 0.5, "beta1": 0.9, "beta2": 0.98, "eps": 1e-8}


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
    quotient = lambda a, b: next(q for q in range(p) if q * b % p == a)
    pairs = list(itertools.product(range(1, p), repeat=2))
    return pair_data(pairs, quotient, p, c["frac_train"], seed)


def parity_data(c, seed):
    generator, seen, examples = Philox(seed, SPLIT), set(), []
    while len(examples) < c["train_examples"] + c["test_examples"]:
        word = generator.next()
        bits = tuple(word >> i & 1 for i in range(c["n_bits"]))
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


CASES = {
    "composition in S_4, MLP on embeddings": {
        "config": {
            "task": "permutation-composition",
            "model": "embedding-mlp",
            "n_permuted": 4,
            "frac_train": 0.4,
            "d_embed": 6,
            "d_mlp": 10,
        },
        "data": permutation_data,
        "shapes": lambda c: {
            "embed_x.W_E": (24, 6),
            "embed_y.W_E": (24, 6),
            "mlp.W_in_x": (6, 10),
            "mlp.W_in_y": (6, 10),
            "mlp.W_out": (10, 24),
        },
        "logits": embedding_mlp,
        "seed": 3,
    },
    "division mod 11, two layers": {
        "config": {
            "task": "modular-division",
            "model": "transformer",
            "p": 11,
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
        },
        "data": division_data,
        "shapes": transformer_shapes,
        "logits": transformer,
        "seed": 7,
    },
    "sparse parity in mini-batches, MLP on bits": {
        "config": {
            "task": "sparse-parity",
            "model": "sign-mlp",
            "n_bits": 9,
            "k_bits": 2,
            "train_examples": 40,
            "test_examples": 30,
            "d_mlp": 12,
        },
        "batch_size": 9,
        "data": parity_data,
        "shapes": lambda c: {"mlp.W_in": (9, 12), "mlp.b_in": (12,), "mlp.W_out": (12, 2), "mlp.b_out": (2,)},
        "logits": sign_mlp,
        "seed": 5,
    },
}


def run(case):
    c, seed = case["config"], case["seed"]
    examples, train = case["data"](c, seed)
    test = [i for i in range(len(examples)) if i not in set(train)]
    size = case.get("batch_size", len(train))
    generator = torch.Generator().manual_seed(seed)
    w = {}
    for name, shape in case["shapes"](c).items():
        values = torch.randn(shape, generator=generator) * 0.4
        if ".ln" in "." + name and name.endswith(".w"):
            values = 1 + values
        w[name] = values.float().double().requires_grad_()

    def loss_on(chosen):
        tokens = torch.tensor([examples[i][0] for i in chosen])
        return F.cross_entropy(case["logits"](w, c, tokens), torch.tensor([examples[i][1] for i in chosen]))

    def batch(step):
        per_epoch = len(train) // size
        if size == len(train):
            return train
        order = Philox(seed, BATCH, step // per_epoch).shuffled(train)
        return order[step % per_epoch * size :][:size]

    optimizer = torch.optim.AdamW(
        w.values(),
        lr=OPTIMIZER["lr"],
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["eps"],
        weight_decay=OPTIMIZER["weight_decay"],
    )
    dump = lambda: {name: tensor.detach().flatten().tolist() for name, tensor in w.items()}
    init, batches, losses = dump(), [], []
    for step in range(STEPS + 1):
        losses.append([loss_on(train).item(), loss_on(test).item()])
        if step == STEPS:
            break
        optimizer.zero_grad()
        loss = loss_on(batch(step))
        batches.append(loss.item())
        loss.backward()
        optimizer.step()
    return {
        "config": {"warmup_steps": 0, **OPTIMIZER, **c},
        "seed": seed,
        "batch_size": case.get("batch_size", 0),
        "train": train,
        "targets": [target for _, target in examples],
        "init": init,
        "batch_loss": batches,
        "loss": losses,
        "final": dump(),
    }


print(json.dumps({name: run(case) for name, case in CASES.items()}))
