"""The models of scripts/bench/models.ts in PyTorch on the CPU, as context: reads {models, steps}, writes the times of the steps."""

import json
import math
import os
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    print(json.dumps({"installed": False}))
    sys.exit(0)

WARM = 3


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, future):
        B, T, C = x.shape
        q, k, v = self.qkv(self.before(x)).view(B, T, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(C // self.heads) + future
        seen = (scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, C)
        x = x + self.out(seen)
        return x + self.down(F.gelu(self.up(self.between(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self, m):
        super().__init__()
        T, C, V = m["length"], m["width"], m["vocabulary"]
        self.tokens, self.positions = nn.Embedding(V, C), nn.Parameter(torch.randn(T, C) * 0.02)
        self.layers = nn.ModuleList(Layer(C, m["heads"]) for _ in range(m["layers"]))
        self.norm, self.head = nn.LayerNorm(C), nn.Linear(C, V, bias=False)
        self.register_buffer("future", torch.full((T, T), float("-inf")).triu(1))

    def forward(self, ids):
        x = self.tokens(ids) + self.positions
        for layer in self.layers:
            x = layer(x, self.future)
        return self.head(self.norm(x)).flatten(0, 1)


class Recurrent(nn.Module):
    """nn.GRU and nn.LSTM have a second bias, which counts for nothing here: parameters are not compared."""

    def __init__(self, m):
        super().__init__()
        kind = nn.LSTM if m["kind"] == "lstm" else nn.GRU
        self.tokens = nn.Embedding(m["vocabulary"], m["width"])
        self.layer = kind(m["width"], m["units"], batch_first=True)
        self.head = nn.Linear(m["units"], m["vocabulary"])

    def forward(self, ids):
        return self.head(self.layer(self.tokens(ids))[0]).flatten(0, 1)


def pictures(m):
    side, parts = m["side"], []
    if m["kind"] == "mlp":
        parts.append(nn.Flatten())
        widths = [side * side, *m["hidden"]]
        for a, b in zip(widths, widths[1:]):
            parts += [nn.Linear(a, b), nn.ReLU()]
        return nn.Sequential(*parts, nn.Linear(widths[-1], m["classes"]))
    channels = [1, *m["hidden"]]
    for a, b in zip(channels, channels[1:]):
        parts += [nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    small = side // 2 ** len(m["hidden"])
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(channels[-1] * small * small, m["classes"]))


def batch(m):
    if m["unit"] == "tokens":
        ids = torch.randint(m["vocabulary"], (m["batch"], m["length"] + 1))
        return ids[:, :-1], ids[:, 1:].flatten()
    return torch.rand(m["batch"], 1, m["side"], m["side"]), torch.randint(m["classes"], (m["batch"],))


def times(m, steps):
    model = Gpt(m) if m["kind"] == "gpt" else Recurrent(m) if m["unit"] == "tokens" else pictures(m)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    taken = []
    for _ in range(WARM + steps):
        x, y = batch(m)
        start = time.perf_counter()
        loss = F.cross_entropy(model(x), y)
        adam.zero_grad()
        loss.backward()
        adam.step()
        loss.item()
        taken.append(1000 * (time.perf_counter() - start))
    return {"name": m["name"], "parameters": sum(p.numel() for p in model.parameters()), "ms": taken[WARM:]}


asked = json.load(sys.stdin)
torch.manual_seed(1)
torch.set_num_threads(os.cpu_count() or 1)
measured = [times(m, asked["steps"]) for m in asked["models"]]
print(json.dumps({"installed": True, "version": torch.__version__, "threads": torch.get_num_threads(), "models": measured}))
