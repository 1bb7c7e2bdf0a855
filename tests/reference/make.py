#!/usr/bin/python3
"""Figures that the suite compares with, computed by PyTorch in double precision. See README.md.

Every case names a block, its parameters, what stands at its ports and its weights; and what must come out: outputs
(`y:<port>`), metrics (`m:<name>/sum`), gradients of Σ factors · outputs by weight (`d:w:<weight>`) and by float input
(`d:x:<port>.<wire>`), and taps. Weights are ours: [in, out], where PyTorch has [out, in].
"""
import json
import math
import os

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(20250101)


def draw(*shape):
    """Multiples of 1/64 between -1 and 1: exact in 32 bits, and short in the file."""
    return torch.tensor(random.integers(-64, 65, shape) / 64.0, requires_grad=True)


def ids(below, *shape):
    return torch.tensor(random.integers(0, below, shape))


def mask_of(lengths, width):
    return torch.arange(width)[None, :] < torch.tensor(lengths)[:, None]


def number(x):
    # What is zero but for the rounding of doubles is zero.
    return 0 if abs(x) < 1e-14 else float(f'{x:.9g}')


def stored(tensor, below=None):
    values = tensor.detach()
    if values.dtype == torch.bool:
        dtype, data = 'bool', [int(v) for v in values.flatten()]
    elif values.dtype == torch.int64:
        dtype, data = 'int', [int(v) for v in values.flatten()]
    else:
        dtype, data = 'float', [number(float(v)) for v in values.flatten()]
    out = {'dtype': dtype, 'shape': list(values.shape), 'data': data}
    if below is not None:
        out['vocabulary'] = below
    return out


class Cases:
    def __init__(self):
        self.cases = []

    def add(self, name, block, parameters, inputs, weights, outputs, gradients=None, metrics=None, taps=None,
            below=None, states=None, training=True):
        """`gradients` gives {weight: function of nothing} where a weight is not a leaf of its own; `states` the weights
        that no gradient changes, by name before and after the step."""
        factors = {port: torch.tensor(random.integers(-64, 65, y.shape) / 64.0) for port, y in outputs.items()}
        loss = sum((factors[port] * y).sum() for port, y in outputs.items())
        loss.backward()
        values = {f'y:{port}': stored(y) for port, y in outputs.items()}
        for key, value in (metrics or {}).items():
            values[f'm:{key}'] = stored(value)
        own = gradients or {}
        for key, (_, after) in (states or {}).items():
            values[f'u:{key}'] = stored(after)
        for key, weight in weights.items():
            grad = own[key]() if key in own else weight.grad
            values[f'd:w:{key}'] = stored(grad)
        for port, wires in inputs.items():
            for i, wire in enumerate(wires):
                if wire.is_floating_point():
                    values[f'd:x:{port}.{i}'] = stored(wire.grad)
        self.cases.append({
            'name': name,
            'block': block,
            'parameters': parameters,
            'inputs': {
                port: [stored(w, None if w.is_floating_point() or w.dtype == torch.bool else below) for w in wires]
                for port, wires in inputs.items()
            },
            'weights': {key: stored(w) for key, w in weights.items()}
            | {key: stored(before) for key, (before, _) in (states or {}).items()},
            'factors': {port: stored(f) for port, f in factors.items()},
            'values': values,
            'taps': {key: stored(t) for key, t in (taps or {}).items()},
            **({} if training else {'training': False}),
        })

    def write(self, name):
        path = os.path.join(HERE, name)
        with open(path, 'w') as file:
            rows = ',\n'.join(json.dumps(case, separators=(',', ':')) for case in self.cases)
            file.write(f'[\n{rows}\n]\n')
        print(f'{name}: {len(self.cases)} cases, {os.path.getsize(path)} bytes')


ACTIVATIONS = {
    'relu': F.relu,
    'tanh': torch.tanh,
    'sigmoid': torch.sigmoid,
    'gelu': lambda x: F.gelu(x),
    'gelu-tanh': lambda x: F.gelu(x, approximate='tanh'),
    'silu': F.silu,
}


def layers():
    out = Cases()
    table = draw(7, 5)
    at = ids(7, 3, 4)
    out.add('embedding', 'embedding', {'width': 5}, {'ids': [at]}, {'table': table}, {'y': F.embedding(at, table), 'table': table},
            below=7)
    x, table = draw(3, 5, 4), draw(7, 4)
    out.add('positions', 'learned-positions', {'length': 7}, {'x': [x]}, {'table': table}, {'y': x + table[:5]})
    x, w, b = draw(3, 5, 4), draw(4, 7), draw(7)
    out.add('linear', 'linear', {'units': 7}, {'x': [x]}, {'kernel': w, 'bias': b}, {'y': F.linear(x, w.T, b)})
    x, w = draw(5, 3), draw(3, 2)
    out.add('linear without bias', 'linear', {'units': 2, 'bias': False}, {'x': [x]}, {'kernel': w},
            {'y': F.linear(x, w.T)})
    for epsilon in (1e-5, 0.1):
        x, g, b = draw(3, 5, 7), draw(7), draw(7)
        out.add(f'layer norm, epsilon {epsilon}', 'layer-norm', {'epsilon': epsilon}, {'x': [x]},
                {'scale': g, 'shift': b}, {'y': F.layer_norm(x, (7,), g, b, epsilon)})
    for kind, f in ACTIVATIONS.items():
        x = draw(5, 7)
        out.add(f'activation {kind}', 'activation', {'kind': kind}, {'x': [x]}, {}, {'y': f(x)})
        x, up, ub, down, db = draw(2, 3, 5), draw(5, 7), draw(7), draw(7, 5), draw(5)
        out.add(f'feed-forward {kind}', 'feed-forward', {'hidden': 7, 'activation': kind}, {'x': [x]},
                {'up': up, 'up_bias': ub, 'down': down, 'down_bias': db},
                {'y': F.linear(f(F.linear(x, up.T, ub)), down.T, db)})
    x = draw(2, 5, 6)
    t, c = torch.arange(5.0)[:, None], torch.arange(6)[None, :]
    angle = t / 10000 ** ((c - c % 2) / 6)
    out.add('sinusoids', 'sinusoidal-positions', {}, {'x': [x]}, {},
            {'y': x + torch.where(c % 2 == 0, torch.sin(angle), torch.cos(angle))})
    lengths = [5, 2, 1]
    x, m = draw(3, 5, 7), mask_of(lengths, 5)
    out.add('masked mean', 'mean-over-time', {}, {'x': [x], 'mask': [m]}, {},
            {'y': torch.stack([row[:n].mean(0) for row, n in zip(x, lengths)])})
    x = draw(3, 5, 7)
    out.add('last real step', 'last-step', {}, {'x': [x], 'mask': [m]}, {},
            {'y': torch.stack([row[n - 1] for row, n in zip(x, lengths)])})
    x = draw(3, 7)
    out.add('softmax', 'softmax', {}, {'x': [x]}, {}, {'y': F.softmax(x, -1)}, taps={'probabilities': F.softmax(x, -1)})
    x, m = draw(3, 7), mask_of([7, 3, 1], 7)
    p = F.softmax(x.masked_fill(~m, -math.inf), -1)
    out.add('masked softmax', 'softmax', {}, {'x': [x], 'mask': [m]}, {}, {'y': p}, taps={'probabilities': p})
    x = draw(5, 3)
    out.add('probabilities', 'output', {'as': 'probabilities'}, {'x': [x]}, {}, {'y': F.softmax(x, -1)})
    out.write('layers.json')


def attentions():
    out = Cases()
    # s is seen from t where s <= t + S - T: the last query sees every key.
    for name, causal, T, S, lengths in (
        ('cross', False, 3, 5, None),
        ('causal', True, 5, 5, None),
        ('causal with more keys', True, 2, 5, None),
        ('masked', False, 3, 5, [5, 2, 1]),
        ('causal and masked', True, 5, 5, [5, 3, 1]),
    ):
        q, k, v = draw(3, T, 4), draw(3, S, 4), draw(3, S, 7)
        seen = torch.ones(3, T, S, dtype=torch.bool)
        if causal:
            seen = seen & (torch.arange(S)[None, :] <= torch.arange(T)[:, None] + S - T)
        inputs = {'query': [q], 'key': [k], 'value': [v]}
        if lengths:
            m = mask_of(lengths, S)
            seen = seen & m[:, None, :]
            inputs['mask'] = [m]
        scores = (q @ k.transpose(1, 2) / 2).masked_fill(~seen, -math.inf)
        p = F.softmax(scores, -1)
        out.add(name, 'attention', {'causal': causal}, inputs, {}, {'y': p @ v}, taps={'attention': p})

    for name, heads, causal, bias, cross, lengths in (
        ('self-attention', 2, False, True, None, None),
        ('causal self-attention', 3, True, True, None, None),
        ('padded self-attention', 2, False, True, None, [5, 2, 1]),
        ('padded causal self-attention without bias', 1, True, False, None, [5, 3, 1]),
        ('cross-attention', 2, False, True, (7, 5, 3), None),
        ('padded cross-attention', 3, False, False, (4, 2, 7), [4, 2, 1]),
    ):
        C, B, T = 6, 3, 5
        S, D, E = cross or (T, C, C)
        module = nn.MultiheadAttention(C, heads, bias=bias, batch_first=True, kdim=D, vdim=E)
        query = draw(B, T, C)
        inputs = {'query': [query]}
        key = value = query
        if cross:
            key, value = draw(B, S, D), draw(B, S, E)
            inputs.update(key=[key], value=[value])
        if lengths:
            inputs['mask'] = [mask_of(lengths, S)]
        weights = {'query': draw(C, C), 'key': draw(D, C), 'value': draw(E, C), 'out': draw(C, C)}
        if bias:
            weights.update({f'{n}_bias': draw(C) for n in ('query', 'key', 'value', 'out')})
        same = module._qkv_same_embed_dim
        with torch.no_grad():
            if same:
                module.in_proj_weight.copy_(torch.cat([weights[n].T for n in ('query', 'key', 'value')]))
            else:
                for n, p in (('query', module.q_proj_weight), ('key', module.k_proj_weight),
                             ('value', module.v_proj_weight)):
                    p.copy_(weights[n].T)
            module.out_proj.weight.copy_(weights['out'].T)
            if bias:
                module.in_proj_bias.copy_(torch.cat([weights[f'{n}_bias'] for n in ('query', 'key', 'value')]))
                module.out_proj.bias.copy_(weights['out_bias'])
        hidden = torch.triu(torch.ones(T, S, dtype=torch.bool), 1) if causal else None
        padded = ~mask_of(lengths, S) if lengths else None
        y, p = module(query, key, value, key_padding_mask=padded, attn_mask=hidden, average_attn_weights=False)

        def part(i, same=same, module=module):
            if same:
                return lambda: module.in_proj_weight.grad[i * C:(i + 1) * C].T
            return lambda: (module.q_proj_weight, module.k_proj_weight, module.v_proj_weight)[i].grad.T

        gradients = {n: part(i) for i, n in enumerate(('query', 'key', 'value'))}
        gradients['out'] = lambda module=module: module.out_proj.weight.grad.T
        if bias:
            for i, n in enumerate(('query', 'key', 'value')):
                gradients[f'{n}_bias'] = lambda i=i, module=module: module.in_proj_bias.grad[i * C:(i + 1) * C]
            gradients['out_bias'] = lambda module=module: module.out_proj.bias.grad
        out.add(name, 'multi-head-attention', {'heads': heads, 'causal': causal, 'bias': bias}, inputs, weights,
                {'y': y}, gradients, taps={'attention': p})
    out.write('attention.json')


def recurrences():
    out = Cases()
    C, H = 3, 2
    for block, module_of, gates in (('rnn', nn.RNN, 1), ('lstm', nn.LSTM, 4), ('gru', nn.GRU, 3)):
        for name, both, lengths, initial, returns in (
            ('plain', False, None, False, 'sequence'),
            ('from a state', False, None, True, 'sequence'),
            ('masked', False, [5, 1, 3], False, 'sequence'),
            ('last', False, [3, 5, 2], True, 'last'),
            ('both ways', True, None, False, 'sequence'),
            ('both ways, masked, from a state', True, [2, 5, 3], True, 'sequence'),
            ('both ways, last', True, [1, 2, 5], False, 'last'),
        ):
            B, T = (3, 5) if lengths else (2, 4)
            D = 2 if both else 1
            module = module_of(C, H, batch_first=True, bidirectional=both)
            x = draw(B, T, C)
            inputs = {'x': [x]}
            if lengths:
                inputs['mask'] = [mask_of(lengths, T)]
            weights, gradients = {}, {}
            for suffix, theirs in (('', '_l0'), ('_reverse', '_l0_reverse'))[:D]:
                kernel, recurrent, bias = draw(C, gates * H), draw(H, gates * H), draw(gates * H)
                weights.update({f'kernel{suffix}': kernel, f'recurrent{suffix}': recurrent, f'bias{suffix}': bias})
                w_ih, w_hh, b_ih, b_hh = (getattr(module, n + theirs)
                                          for n in ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'))
                # Theirs has two biases where ours has one: any two that add up to it.
                other = torch.tensor(random.integers(-64, 65, gates * H) / 64.0)
                if block == 'gru':
                    own = draw(H)
                    weights[f'recurrent_bias{suffix}'] = own
                    other[2 * H:] = 0
                with torch.no_grad():
                    w_ih.copy_(kernel.T)
                    w_hh.copy_(recurrent.T)
                    b_ih.copy_(bias - other)
                    b_hh.copy_(other)
                    if block == 'gru':
                        b_hh[2 * H:] = own
                gradients[f'kernel{suffix}'] = lambda w=w_ih: w.grad.T
                gradients[f'recurrent{suffix}'] = lambda w=w_hh: w.grad.T
                gradients[f'bias{suffix}'] = lambda w=b_ih: w.grad
                if block == 'gru':
                    gradients[f'recurrent_bias{suffix}'] = lambda w=b_hh: w.grad[2 * H:]

            def directions(state):
                return torch.stack([state[:, d * H:(d + 1) * H] for d in range(D)])

            def joined(state):
                return torch.cat([state[d] for d in range(D)], 1)

            states = None
            if initial:
                inputs['initial'] = [draw(B, D * H)]
                states = directions(inputs['initial'][0])
                if block == 'lstm':
                    inputs['initial_cell'] = [draw(B, D * H)]
                    states = (states, directions(inputs['initial_cell'][0]))
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False) if lengths else x
            y, end = module(packed, states)
            if lengths:
                y, _ = pad_packed_sequence(y, batch_first=True, total_length=T)
            h = joined(end[0] if block == 'lstm' else end)
            outputs = {'y': y if returns == 'sequence' else h, 'state': h}
            if block == 'lstm':
                outputs['cell'] = joined(end[1])
            out.add(f'{block} {name}', block, {'units': H, 'bidirectional': both, 'returns': returns}, inputs, weights,
                    outputs, gradients)
    out.write('recurrent.json')


def losses():
    out = Cases()
    for name, lengths, smoothing in (
        ('plain', None, 0), ('masked', [5, 2, 1], 0), ('smoothed', None, 0.1), ('masked and smoothed', [5, 3, 2], 0.2),
    ):
        logits, targets = draw(3, 5, 7), ids(7, 3, 5)
        inputs = {'logits': [logits], 'targets': [targets]}
        weight = torch.ones(3, 5)
        if lengths:
            m = mask_of(lengths, 5)
            inputs['mask'] = [m]
            weight = m.double()
        flat = (logits.reshape(-1, 7), targets.reshape(-1))
        smooth = F.cross_entropy(*flat, reduction='none', label_smoothing=smoothing).reshape(3, 5)
        nats = F.cross_entropy(*flat, reduction='none').reshape(3, 5)
        right = (logits.argmax(-1) == targets).double() * weight
        whole = (right == weight).all(1).double()
        metrics = {
            'loss/sum': (nats * weight).sum(), 'loss/count': weight.sum(),
            'accuracy/sum': right.sum(), 'accuracy/count': weight.sum(),
        }
        if lengths:
            metrics.update({'exact/sum': whole.sum(), 'exact/count': torch.tensor(3.0)})
        out.add(f'cross-entropy {name}', 'cross-entropy', {'smoothing': smoothing}, inputs, {},
                {'loss': (smooth * weight).sum() / weight.sum()}, metrics=metrics, below=7)
    logits, targets = draw(5, 2), ids(2, 5)
    right = (logits.argmax(-1) == targets).double()
    out.add('cross-entropy of classes', 'cross-entropy', {}, {'logits': [logits], 'targets': [targets]}, {},
            {'loss': F.cross_entropy(logits, targets)}, metrics={
                'loss/sum': F.cross_entropy(logits, targets, reduction='sum'), 'loss/count': torch.tensor(5.0),
                'accuracy/sum': right.sum(), 'accuracy/count': torch.tensor(5.0),
            }, below=2)
    a, b = draw(5, 3), draw(5, 3)
    out.add('mean squared error', 'mean-squared-error', {}, {'prediction': [a], 'targets': [b]}, {},
            {'loss': F.mse_loss(a, b)},
            metrics={'loss/sum': F.mse_loss(a, b, reduction='sum'), 'loss/count': torch.tensor(15.0)})
    out.write('losses.json')


def optimizers():
    rows = []
    rate = 0.03
    for name, settings, clip in (
        ('SGD', {'kind': 'sgd', 'momentum': 0}, 0),
        ('SGD with momentum', {'kind': 'sgd', 'momentum': 0.9}, 0),
        ('SGD with momentum, clipped', {'kind': 'sgd', 'momentum': 0.9}, 0.5),
        ('Adam', {'kind': 'adam', 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8}, 0),
        ('Adam with a large epsilon, clipped', {'kind': 'adam', 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 0.1}, 1),
        ('AdamW', {'kind': 'adamw', 'beta1': 0.9, 'beta2': 0.99, 'epsilon': 1e-8, 'decay': 0.1}, 0),
        ('AdamW, clipped', {'kind': 'adamw', 'beta1': 0.9, 'beta2': 0.99, 'epsilon': 1e-8, 'decay': 0.1}, 0.25),
        ('AdamW within the limit', {'kind': 'adamw', 'beta1': 0.9, 'beta2': 0.99, 'epsilon': 1e-8, 'decay': 0.1}, 1e3),
    ):
        # A matrix is decayed, a vector is not.
        matrix, vector = draw(3, 2), draw(5)
        start = {'layer.kernel': stored(matrix), 'layer.bias': stored(vector)}
        if settings['kind'] == 'sgd':
            optimizer = torch.optim.SGD([matrix, vector], lr=rate, momentum=settings['momentum'])
        else:
            shared = {'lr': rate, 'betas': (settings['beta1'], settings['beta2']), 'eps': settings['epsilon']}
            if settings['kind'] == 'adam':
                optimizer = torch.optim.Adam([matrix, vector], **shared)
            else:
                groups = [{'params': [matrix], 'weight_decay': settings['decay']},
                          {'params': [vector], 'weight_decay': 0}]
                optimizer = torch.optim.AdamW(groups, **shared)
        steps = []
        for _ in range(5):
            given = {'layer.kernel': draw(3, 2).detach(), 'layer.bias': draw(5).detach()}
            matrix.grad, vector.grad = given['layer.kernel'].clone(), given['layer.bias'].clone()
            norm = torch.linalg.vector_norm(torch.cat([matrix.grad.flatten(), vector.grad]))
            if clip:
                nn.utils.clip_grad_norm_([matrix, vector], clip)
            optimizer.step()
            steps.append({
                'gradients': {k: stored(v) for k, v in given.items()},
                'norm': number(float(norm)),
                'weights': {'layer.kernel': stored(matrix), 'layer.bias': stored(vector)},
            })
        rows.append({'name': name, 'optimizer': settings, 'learningRate': rate, 'clip': clip, 'start': start,
                     'steps': steps})
    path = os.path.join(HERE, 'optimizers.json')
    with open(path, 'w') as file:
        file.write('[\n' + ',\n'.join(json.dumps(row, separators=(',', ':')) for row in rows) + '\n]\n')
    print(f'optimizers.json: {len(rows)} trajectories, {os.path.getsize(path)} bytes')


if __name__ == '__main__':
    torch.manual_seed(1)
    layers()
    attentions()
    recurrences()
    losses()
    optimizers()
