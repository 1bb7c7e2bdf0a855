#!/usr/bin/python3
"""Loss and gradients of four whole models, computed by PyTorch in double precision. See README.md.

Each holds one batch (`<port>`), the weights by our paths, the loss and its gradient by each weight (`d:<path>`). What the
models are made of is PyTorch's own: nn.LSTM on packed sequences, scaled_dot_product_attention written out with masks,
F.layer_norm, F.cross_entropy.
"""
import json
import math
import os

import torch
import torch.nn.functional as F
from make import HERE, draw, ids, mask_of, stored
from make_library import attended, heads_of
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

models = []


class Weights(dict):
    """Weights by path, drawn when first asked for, about as large as they are initialised."""

    def get_or_draw(self, path, *shape):
        if path not in self:
            scale = 1.0 if len(shape) == 1 else 0.5
            self[path] = (draw(*shape).detach() * scale).requires_grad_()
        return self[path]

    def linear(self, path, x, units, bias=True, name='kernel'):
        y = x @ self.get_or_draw(f'{path}.{name}', x.shape[-1], units)
        return y + self.get_or_draw(f'{path}.bias', units) if bias else y

    def norm(self, path, x):
        C = x.shape[-1]
        return F.layer_norm(x, (C,), self.get_or_draw(f'{path}.scale', C), self.get_or_draw(f'{path}.shift', C), 1e-5)

    def rms(self, path, x):
        return x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt() * self.get_or_draw(f'{path}.scale', x.shape[-1])

    def attention(self, path, x, heads, memory=None, mask=None, causal=False):
        C = x.shape[-1]
        memory = x if memory is None else memory

        def side(name, value):
            return heads_of(value @ self.get_or_draw(f'{path}.{name}', C, C)
                            + self.get_or_draw(f'{path}.{name}_bias', C), heads)

        q, k, v = side('query', x), side('key', memory), side('value', memory)
        scores = q @ k.transpose(-1, -2) / math.sqrt(C // heads)
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], -math.inf)
        if causal:
            seen = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
            scores = scores.masked_fill(~seen, -math.inf)
        y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(x.shape)
        return y @ self.get_or_draw(f'{path}.out', C, C) + self.get_or_draw(f'{path}.out_bias', C)

    def feed_forward(self, path, x, hidden):
        C = x.shape[-1]
        up = x @ self.get_or_draw(f'{path}.up', C, hidden) + self.get_or_draw(f'{path}.up_bias', hidden)
        act = F.gelu(up)
        return act @ self.get_or_draw(f'{path}.down', hidden, C) + self.get_or_draw(f'{path}.down_bias', C)

    def layer(self, path, x, heads, hidden, mask=None, causal=False):
        x = x + self.attention(f'{path}.attention', self.norm(f'{path}.norm_a', x), heads, mask=mask, causal=causal)
        return x + self.feed_forward(f'{path}.feed_forward', self.norm(f'{path}.norm_b', x), hidden)


def mean_loss(logits, targets, mask=None):
    nats = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), reduction='none')
    weight = torch.ones_like(nats) if mask is None else mask.reshape(-1).double()
    return (nats * weight).sum() / weight.sum()


def add(name, batch, w, loss):
    loss.backward()
    values = {'loss': stored(loss)}
    for path, weight in w.items():
        values[f'd:{path}'] = stored(weight.grad)
    models.append({
        'name': name,
        'batch': {port: stored(value) for port, value in batch.items()},
        'weights': {path: stored(weight) for path, weight in w.items()},
        'values': values,
    })


def sinusoid(T, C):
    at = torch.arange(T, dtype=torch.float64)[:, None]
    angle = at / 10000.0 ** (torch.arange(0, C, 2, dtype=torch.float64) / C)
    out = torch.zeros(T, C)
    out[:, 0::2], out[:, 1::2] = angle.sin(), angle.cos()[:, : C // 2]
    return out


def lstm(V=103, K=12):
    """Two layers, both directions, over sentences of three lengths."""
    B, T, H, C = 3, 6, 3, 4
    lengths = [6, 2, 4]
    w, mask = Weights(), mask_of(lengths, T)
    tokens, tags = ids(V, B, T) * mask, ids(K, B, T) * mask
    x = w.get_or_draw('embed.table', V, C)[tokens]
    links = []
    for layer in ('first', 'second'):
        module = nn.LSTM(x.shape[-1], H, batch_first=True, bidirectional=True)
        for ours, theirs in (('', '_l0'), ('_reverse', '_l0_reverse')):
            kernel = w.get_or_draw(f'{layer}.kernel{ours}', x.shape[-1], 4 * H)
            recurrent = w.get_or_draw(f'{layer}.recurrent{ours}', H, 4 * H)
            bias = w.get_or_draw(f'{layer}.bias{ours}', 4 * H)
            with torch.no_grad():
                getattr(module, f'weight_ih{theirs}').copy_(kernel.T)
                getattr(module, f'weight_hh{theirs}').copy_(recurrent.T)
                getattr(module, f'bias_ih{theirs}').copy_(bias)
                getattr(module, f'bias_hh{theirs}').zero_()
            links += [(kernel, getattr(module, f'weight_ih{theirs}'), True),
                      (recurrent, getattr(module, f'weight_hh{theirs}'), True),
                      (bias, getattr(module, f'bias_ih{theirs}'), False)]
        y, _ = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
        x, _ = pad_packed_sequence(y, batch_first=True, total_length=T)
    loss = mean_loss(w.linear('head', x, K), tags, mask)
    loss.backward(retain_graph=True)
    for ours, theirs, turned in links:
        ours.grad = (theirs.grad.T if turned else theirs.grad).clone()
    values = {'loss': stored(loss)}
    values.update({f'd:{path}': stored(weight.grad) for path, weight in w.items()})
    models.append({
        'name': 'lstm', 'values': values, 'weights': {path: stored(weight) for path, weight in w.items()},
        'batch': {'tokens': stored(tokens), 'mask': stored(mask), 'tags': stored(tags)},
    })


def transformer(U, V):
    """Two encoder layers and one decoder layer, with padding on both sides and a causal mask."""
    B, S, T, C, heads, hidden = 2, 5, 6, 6, 2, 8
    w = Weights()
    source_mask, target_mask = mask_of([5, 3], S), mask_of([4, 6], T)
    source, target_in, target_out = ids(U, B, S), ids(V, B, T), ids(V, B, T)
    x = w.get_or_draw('source_embedding.table', U, C)[source] + sinusoid(S, C)
    for i in range(2):
        x = w.layer(f'encoder.{i}', x, heads, hidden, mask=source_mask)
    memory = w.norm('memory', x)
    y = w.get_or_draw('target_embedding.table', V, C)[target_in] + sinusoid(T, C)
    y = y + w.attention('decoder.self_attention', w.norm('decoder.norm_a', y), heads, causal=True)
    y = y + w.attention('decoder.cross_attention', w.norm('decoder.norm_b', y), heads, memory=memory, mask=source_mask)
    y = y + w.feed_forward('decoder.feed_forward', w.norm('decoder.norm_c', y), hidden)
    loss = mean_loss(w.linear('head', w.norm('norm', y), V), target_out, target_mask)
    add('transformer', {'source': source, 'source_mask': source_mask, 'target_in': target_in,
                        'target_out': target_out, 'target_mask': target_mask}, w, loss)


def gpt(V=34):
    """Two layers, learned positions."""
    B, T, C, heads, hidden = 2, 7, 6, 3, 8
    w = Weights()
    tokens, targets = ids(V, B, T), ids(V, B, T)
    x = w.get_or_draw('embedding.table', V, C)[tokens] + w.get_or_draw('positions.table', 8, C)[:T]
    for i in range(2):
        x = w.layer(f'layers.{i}', x, heads, hidden, causal=True)
    add('gpt', {'tokens': tokens, 'targets': targets}, w, mean_loss(w.linear('head', w.norm('norm', x), V), targets))


def llama(V=34):
    """Two layers: RMS norm, rotary positions, two key–value heads for four query heads, SwiGLU."""
    B, T, C, heads, groups, hidden = 2, 6, 8, 4, 2, 6
    w = Weights()
    tokens, targets = ids(V, B, T), ids(V, B, T)
    x = w.get_or_draw('embedding.table', V, C)[tokens]
    for i in range(2):
        path = f'layers.{i}'
        h = w.rms(f'{path}.norm_a', x)
        narrow = C // heads * groups
        q = heads_of(h @ w.get_or_draw(f'{path}.attention.query', C, C), heads)
        k, v = (heads_of(h @ w.get_or_draw(f'{path}.attention.{name}', C, narrow), groups)
                .repeat_interleave(heads // groups, dim=1) for name in ('key', 'value'))
        y = attended(q, k, v, True, None, 'rotary')
        y = y[0] if isinstance(y, tuple) else y
        y = y.transpose(1, 2).reshape(B, T, C) if y.dim() == 4 else y
        x = x + y @ w.get_or_draw(f'{path}.attention.out', C, C)
        h = w.rms(f'{path}.norm_b', x)
        gate = F.silu(h @ w.get_or_draw(f'{path}.feed_forward.gate', C, hidden))
        up = h @ w.get_or_draw(f'{path}.feed_forward.up', C, hidden)
        x = x + (gate * up) @ w.get_or_draw(f'{path}.feed_forward.down', hidden, C)
    loss = mean_loss(w.linear('head', w.rms('norm', x), V, bias=False), targets)
    add('llama', {'tokens': tokens, 'targets': targets}, w, loss)


if __name__ == '__main__':
    lstm()
    transformer(U=8, V=10)
    gpt()
    llama()
    with open(os.path.join(HERE, 'models.json'), 'w') as file:
        json.dump(models, file, separators=(',', ':'))
        file.write('\n')
