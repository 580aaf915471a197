"""Times a train step in PyTorch beside ours: same split, same initial weights, AdamW, full batch, float32 without TF32.

usage: torch_step.py FOLDER COMPARED_STEPS

FOLDER holds header.json, {a,b,answer}.i32 and <parameter>.f32, written by torch-part.ts. Prints one line of JSON for
each way of running, {"way", "device", "is_cpu", "torch", "blas", "losses"} or the same with "error" for "losses", and then does what it is
told by lines on stdin: "time" runs one repeat and prints {"step_ms"}, "next" goes on to the next way. Runs with whatever
is there: on a machine without CUDA, eager and compiled on the CPU.
"""

import json
import math
import pathlib
import sys
import time

import torch
import torch.nn.functional as F

from torch_blas import blas_facts

ATTENTION = "blocks.0.attn."
MLP = "blocks.0.mlp."
SECONDS_PER_REPEAT = 1.0


def load(folder, device):
    header = json.loads((folder / "header.json").read_text())

    def integers(name):
        raw = bytearray((folder / f"{name}.i32").read_bytes())
        return torch.frombuffer(raw, dtype=torch.int32).long().to(device)

    def weights(entry):
        raw = bytearray((folder / f"{entry['name']}.f32").read_bytes())
        return torch.frombuffer(raw, dtype=torch.float32).reshape(entry["shape"]).to(device)

    data = {name: integers(name) for name in ("a", "b", "answer")}
    parameters = {entry["name"]: weights(entry) for entry in header["parameters"]}
    return header, data, parameters


def last_position(w, data, header):
    """As a careful user writes it: keys and values once per token and position, rows of them gathered per pair."""
    p, d, heads = header["p"], header["d_model"], header["n_heads"]
    d_head = d // heads
    embed, position = w["embed.W_E"], w["pos_embed.W_pos"]
    equals = embed[p] + position[2]
    table = torch.cat([embed[:p] + position[0], embed[:p] + position[1], equals[None]])

    def square(name):
        return w[ATTENTION + name].permute(1, 0, 2).reshape(d, d)

    query = (equals @ square("W_Q")).view(heads, d_head)
    keys = (table @ square("W_K")).view(-1, heads, d_head)
    values = (table @ square("W_V")).view(-1, heads, d_head)
    scores = (keys * query).sum(-1) / math.sqrt(d_head)
    rows = torch.stack([data["a"], data["b"] + p, torch.full_like(data["a"], 2 * p)], 1)
    pattern = scores[rows].softmax(1)
    mixed = (pattern[..., None] * values[rows]).sum(1).reshape(-1, d)
    middle = equals + mixed @ w[ATTENTION + "W_O"].reshape(d, d)
    return mlp_and_loss(w, middle, data)


def mlp_and_loss(w, middle, data):
    hidden = torch.relu(middle @ w[MLP + "W_in"] + w[MLP + "b_in"])
    logits = (middle + hidden @ w[MLP + "W_out"] + w[MLP + "b_out"]) @ w["unembed.W_U"]
    return F.cross_entropy(logits, data["answer"])


def stock(w, data, header):
    """The transformer as most write it: all three positions through every layer, the loss at the last."""
    p, d, heads = header["p"], header["d_model"], header["n_heads"]
    d_head = d // heads
    tokens = torch.stack([data["a"], data["b"], torch.full_like(data["a"], p)], 1)
    x = w["embed.W_E"][tokens] + w["pos_embed.W_pos"]

    def project(name):
        weight = w[ATTENTION + name].permute(1, 0, 2).reshape(d, d)
        return (x @ weight).view(-1, 3, heads, d_head).transpose(1, 2)

    scores = project("W_Q") @ project("W_K").transpose(-1, -2) / math.sqrt(d_head)
    mask = torch.ones(3, 3, dtype=torch.bool, device=x.device).triu(1)
    pattern = scores.masked_fill(mask, -math.inf).softmax(-1)
    mixed = (pattern @ project("W_V")).transpose(1, 2).reshape(-1, 3, d)
    x = x + mixed @ w[ATTENTION + "W_O"].reshape(d, d)
    hidden = torch.relu(x @ w[MLP + "W_in"] + w[MLP + "b_in"])
    x = x + hidden @ w[MLP + "W_out"] + w[MLP + "b_out"]
    logits = (x @ w["unembed.W_U"])[:, -1]
    return F.cross_entropy(logits, data["answer"])


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def make_step(folder, device, forward, is_compiled, is_graphed):
    """A function that trains one step and returns the loss before it, as a tensor on the device."""
    header, data, start = load(folder, device)
    w = {name: value.clone().requires_grad_() for name, value in start.items()}
    fast = {"capturable": True, "fused": True} if device.type == "cuda" else {}
    optimizer = torch.optim.AdamW(
        list(w.values()),
        lr=header["lr"],
        betas=(header["beta1"], header["beta2"]),
        eps=header["eps"],
        weight_decay=header["weight_decay"],
        **fast,
    )
    loss_of = lambda: forward(w, data, header)
    if is_compiled:
        # Inside a graph of the whole step, one of its own for the forward pass would be in the way.
        mode = "default" if is_graphed or device.type != "cuda" else "reduce-overhead"
        loss_of = torch.compile(loss_of, mode=mode)

    def step():
        optimizer.zero_grad(set_to_none=not is_graphed)
        loss = loss_of()
        loss.backward()
        optimizer.step()
        # A compiled graph reuses its outputs' memory.
        return loss.detach().clone()

    return graphed(step, w, optimizer, start) if is_graphed else step


def graphed(step, w, optimizer, start):
    """The whole step, optimizer included, captured in one CUDA graph; weights and moments start afresh."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()
    with torch.no_grad():
        for name, value in w.items():
            value.copy_(start[name])
        for state in optimizer.state.values():
            for value in state.values():
                value.zero_()

    def replay():
        graph.replay()
        return loss

    return replay


def warm_up(step, device):
    """How many steps take about SECONDS_PER_REPEAT, after enough of them for clocks to settle."""
    steps = 1
    while True:
        seconds = repeat(step, device, steps) * steps / 1000
        if seconds >= SECONDS_PER_REPEAT / 4:
            return max(1, round(steps * SECONDS_PER_REPEAT / seconds))
        steps *= 4


def repeat(step, device, steps):
    """Milliseconds per step."""
    synchronize(device)
    began = time.perf_counter()
    for _ in range(steps):
        step()
    synchronize(device)
    return 1000 * (time.perf_counter() - began) / steps


def say(answer):
    print(json.dumps(answer), flush=True)


def obey(step, device, steps):
    """Until told to go on to the next way."""
    for line in sys.stdin:
        if line.strip() == "next":
            return
        say({"step_ms": repeat(step, device, steps)})


def main():
    folder, compared = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    facts = {"device": name, "is_cpu": device.type == "cpu", "torch": torch.__version__, "blas": blas_facts()}
    ways = [
        ("eager, last position", last_position, False, False),
        ("eager, stock", stock, False, False),
        ("torch.compile, last position", last_position, True, False),
        ("torch.compile, stock", stock, True, False),
    ]
    if device.type == "cuda":
        ways += [
            ("CUDA graph of the eager step, last position", last_position, False, True),
            ("CUDA graph of the compiled step, last position", last_position, True, True),
        ]
    for way, forward, is_compiled, is_graphed in ways:
        try:
            if is_compiled and not hasattr(torch, "compile"):
                raise RuntimeError(f"torch {torch.__version__} has no torch.compile")
            step = make_step(folder, device, forward, is_compiled, is_graphed)
            losses = [step().item() for _ in range(compared)]
            steps = warm_up(step, device)
        except Exception as error:  # whatever a compiler or driver says is the result of this way
            lines = str(error).strip().splitlines() or [type(error).__name__]
            say({"way": way, **facts, "error": lines[0][:300]})
            obey(None, device, 0)
            continue
        say({"way": way, **facts, "losses": losses})
        obey(step, device, steps)


main()
