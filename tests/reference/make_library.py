#!/usr/bin/python3
"""More figures, for the library beyond the first blocks: numbers of its own, so that the files of make.py stay as they are."""
import math

import torch
import torch.nn.functional as F
from make import Cases, draw, ids, mask_of


def elementwise():
    out = Cases()
    for kind, f in (('leaky-relu', F.leaky_relu), ('elu', F.elu), ('mish', F.mish), ('softplus', F.softplus)):
        x = draw(5, 7)
        out.add(f'activation {kind}', 'activation', {'kind': kind}, {'x': [x]}, {}, {'y': f(x)})
        x, up, ub, down, db = draw(2, 3, 5), draw(5, 7), draw(7), draw(7, 5), draw(5)
        out.add(f'feed-forward {kind}', 'feed-forward', {'hidden': 7, 'activation': kind}, {'x': [x]},
                {'up': up, 'up_bias': ub, 'down': down, 'down_bias': db},
                {'y': F.linear(f(F.linear(x, up.T, ub)), down.T, db)})
    a, b = draw(3, 1, 5), draw(7, 1)
    out.add('product with repeated axes', 'multiply', {}, {'a': [a], 'b': [b]}, {}, {'y': a * b})
    a, b = draw(3, 5), draw(3, 1)
    out.add('difference with a repeated axis', 'subtract', {}, {'a': [a], 'b': [b]}, {}, {'y': a - b})
    a, b, c = draw(3, 1, 7), draw(3, 5, 7), draw(5, 1)
    out.add('sum of three', 'sum', {}, {'terms': [a, b, c]}, {}, {'y': a + b + c})
    x = draw(3, 5)
    out.add('scaled and shifted', 'scale', {'scale': -0.75, 'shift': 2}, {'x': [x]}, {}, {'y': 2 - 0.75 * x})
    x = draw(3, 5)
    out.add('one minus', 'one-minus', {}, {'x': [x]}, {}, {'y': 1 - x})
    a, b = draw(2, 3, 5), draw(2, 5, 7)
    out.add('product of matrices', 'matmul', {}, {'a': [a], 'b': [b]}, {}, {'y': a @ b})
    a, b = draw(2, 3, 4, 5), draw(2, 3, 7, 5)
    out.add('product with a transposed matrix', 'matmul', {'transpose': True}, {'a': [a], 'b': [b]}, {},
            {'y': a @ b.transpose(-1, -2)})
    x = draw(3, 4, 7)
    out.add('split at a boundary', 'split', {'at': 3}, {'x': [x]}, {}, {'first': x[..., :3], 'second': x[..., 3:]})
    x = draw(3, 4, 5)
    out.add('split in the middle of time', 'split', {'axis': 'time'}, {'x': [x]}, {},
            {'first': x[:, :2], 'second': x[:, 2:]})
    x = draw(3, 7, 2)
    out.add('slice of time', 'slice', {'axis': 'time', 'start': 2, 'size': 3}, {'x': [x]}, {}, {'y': x[:, 2:5]})
    x = draw(2, 3, 6)
    out.add('heads', 'reshape', {'parts': 3}, {'x': [x]}, {}, {'y': x.reshape(2, 3, 3, 2)})
    x = draw(2, 3, 5, 2)
    out.add('merged axes', 'reshape', {'action': 'merge', 'axis': 2}, {'x': [x]}, {}, {'y': x.reshape(2, 15, 2)})
    x = draw(2, 3, 5, 2)
    out.add('transposed', 'transpose', {'first': 1, 'second': 2}, {'x': [x]}, {}, {'y': x.transpose(1, 2)})
    for kind, f in (('sum', torch.sum), ('mean', torch.mean), ('max', torch.amax)):
        x = draw(3, 5, 7)
        out.add(f'{kind} over an axis', 'reduce', {'kind': kind, 'axis': 1}, {'x': [x]}, {}, {'y': f(x, 1)})
    x = draw(3, 4)
    out.add('repeated over time', 'repeat-over-time', {'steps': 5}, {'x': [x]}, {},
            {'y': x[:, None, :].expand(3, 5, 4)})
    x, at = draw(3, 5, 2), ids(5, 3)
    out.add('a step by index', 'pick-step', {}, {'x': [x], 'index': [at]}, {}, {'y': x[torch.arange(3), at]}, below=5)
    lengths = [5, 3, 2]
    x, m = draw(3, 5, 2), mask_of(lengths, 5)
    out.add('the last but one real step', 'pick-step', {'position': -2}, {'x': [x], 'mask': [m]}, {},
            {'y': torch.stack([row[n - 2] for row, n in zip(x, lengths)])})
    lengths = [5, 3, 1]
    x, m = draw(3, 2, 5, 5), mask_of(lengths, 5)
    seen = torch.tril(torch.ones(5, 5, dtype=torch.bool)) & m[:, None, None, :]
    p = F.softmax(x.masked_fill(~seen, -math.inf), -1)
    out.add('causal softmax with padded keys', 'softmax', {'causal': True}, {'x': [x], 'key_mask': [m]}, {}, {'y': p},
            taps={'probabilities': p})
    out.write('elementwise.json')


def normalisations():
    out = Cases()
    for epsilon in (1e-6, 0.1):
        x, g = draw(3, 5, 7), draw(7)
        out.add(f'RMS norm, epsilon {epsilon}', 'rms-norm', {'epsilon': epsilon}, {'x': [x]}, {'scale': g},
                {'y': x * torch.rsqrt((x * x).mean(-1, keepdim=True) + epsilon) * g})
    for groups in (1, 2, 6):
        x, g, b = draw(3, 4, 5, 6), draw(6), draw(6)
        y = F.group_norm(x.permute(0, 3, 1, 2), groups, g, b, 1e-5).permute(0, 2, 3, 1)
        out.add(f'group norm, {groups} groups', 'group-norm', {'groups': groups}, {'x': [x]}, {'scale': g, 'shift': b},
                {'y': y})
    lengths = [5, 3, 2]
    x, g, b, m = draw(3, 5, 4), draw(4), draw(4), mask_of(lengths, 5)
    out.add('group norm of one group, masked', 'group-norm', {'groups': 1}, {'x': [x], 'mask': [m]},
            {'scale': g, 'shift': b}, {'y': torch.stack([
                (row - row[:n].mean()) * torch.rsqrt(row[:n].var(unbiased=False) + 1e-5) * g + b
                for row, n in zip(x, lengths)])})
    for name, shape, momentum in (
        ('of rows', (5, 3), 0.1), ('of images', (3, 4, 2, 5), 0.3), ('of sequences', (3, 5, 2), 1.0),
    ):
        C = shape[-1]
        x, g, b = draw(*shape), draw(C), draw(C)
        mean, variance = draw(C).detach(), draw(C).detach().abs() + 0.5
        after = mean.clone(), variance.clone()
        y = F.batch_norm(x.movedim(-1, 1), *after, g, b, True, momentum, 1e-5).movedim(1, -1)
        out.add(f'batch norm {name}', 'batch-norm', {'momentum': momentum}, {'x': [x]}, {'scale': g, 'shift': b},
                {'y': y}, states={'mean': (mean, after[0]), 'variance': (variance, after[1])})
    x, g, b, mean = draw(5, 3), draw(3), draw(3), draw(3)
    variance = (draw(3).detach().abs() + 0.5).requires_grad_()
    out.add('batch norm, predicting', 'batch-norm', {}, {'x': [x]},
            {'scale': g, 'shift': b, 'mean': mean, 'variance': variance},
            {'y': (x - mean) * torch.rsqrt(variance + 1e-5) * g + b}, training=False)
    x, g, b, m = draw(3, 5, 2), draw(2), draw(2), mask_of(lengths, 5)
    mean, variance = draw(2).detach(), draw(2).detach().abs() + 0.5
    after = mean.clone(), variance.clone()
    F.batch_norm(x[m], *after, g, b, True, 0.1, 1e-5)
    real = x[m]
    y = (x - real.mean(0)) * torch.rsqrt(real.var(0, unbiased=False) + 1e-5) * g + b
    out.add('batch norm, masked', 'batch-norm', {}, {'x': [x], 'mask': [m]}, {'scale': g, 'shift': b}, {'y': y},
            states={'mean': (mean, after[0]), 'variance': (variance, after[1])})
    out.write('normalisation.json')


def losses():
    out = Cases()
    for name, lengths in (('binary cross-entropy', None), ('binary cross-entropy, masked', [5, 2, 1])):
        logits, targets = draw(3, 5), draw(3, 5)
        with torch.no_grad():
            targets.copy_((targets + 1) / 2)
        inputs = {'logits': [logits], 'targets': [targets]}
        weight = torch.ones(3, 5)
        if lengths:
            inputs['mask'] = [mask_of(lengths, 5)]
            weight = inputs['mask'][0].double()
        nats = F.binary_cross_entropy_with_logits(logits, targets, reduction='none')
        right = ((logits > 0) == (targets > 0.5)).double()
        out.add(name, 'binary-cross-entropy', {}, inputs, {}, {'loss': (nats * weight).sum() / weight.sum()}, metrics={
            'loss/sum': (nats * weight).sum(), 'loss/count': weight.sum(),
            'accuracy/sum': (right * weight).sum(), 'accuracy/count': weight.sum(),
        })
    out.write('binary.json')


def rotated(x, base=10000.0, pairs='neighbours', start=0):
    """x [..., T, h], as complex numbers: pair i times exp(1j * t * base ** (-2 * i / h))."""
    T, h = x.shape[-2:]
    angle = (torch.arange(T) + start)[:, None] * base ** (-torch.arange(0, h, 2) / h)
    turn = torch.polar(torch.ones_like(angle), angle)
    if pairs == 'halves':
        z = torch.complex(x[..., :h // 2], x[..., h // 2:]) * turn
        return torch.cat([z.real, z.imag], -1)
    z = torch.view_as_complex(x.reshape(*x.shape[:-1], h // 2, 2)) * turn
    return torch.view_as_real(z).reshape(x.shape)


SLOPES = {2: [2 ** -4, 2 ** -8], 3: [2 ** -4, 2 ** -8, 2 ** -2], 4: [2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8]}


def linear_biases(H, T, S):
    distance = (torch.arange(T)[:, None] + S - T - torch.arange(S)[None, :]).abs()
    return -torch.tensor(SLOPES[H])[:, None, None] * distance


def heads_of(x, H):
    return x.reshape(*x.shape[:2], H, -1).transpose(1, 2)


def attended(q, k, v, causal, m, positions, base=10000.0):
    """q [B, H, T, h], k and v [B, H, S, h] -> what comes out [B, T, H * h], and the probabilities."""
    H, T, S, h = q.shape[1], q.shape[2], k.shape[2], q.shape[3]
    if positions == 'rotary':
        q, k = rotated(q, base, start=S - T if causal else 0), rotated(k, base)
    scores = q @ k.transpose(-1, -2) / math.sqrt(h)
    if positions == 'alibi':
        scores = scores + linear_biases(H, T, S)
    if causal:
        scores = scores.masked_fill(torch.triu(torch.ones(T, S, dtype=torch.bool), 1 + S - T), -math.inf)
    if m is not None:
        scores = scores.masked_fill(~m[:, None, None, :], -math.inf)
    p = F.softmax(scores, -1)
    return (p @ v).transpose(1, 2).reshape(q.shape[0], T, -1), p


def positions():
    out = Cases()
    x = draw(2, 5, 6)
    out.add('rotary', 'rotary-positions', {}, {'x': [x]}, {}, {'y': rotated(x)})
    x = draw(2, 5, 8)
    out.add('rotary, halves, another base', 'rotary-positions', {'pairs': 'halves', 'base': 50}, {'x': [x]}, {},
            {'y': rotated(x, 50.0, 'halves')})
    x = draw(2, 3, 12)
    y = rotated(heads_of(x, 3)).transpose(1, 2).reshape(2, 3, 12)
    out.add('rotary in heads', 'rotary-positions', {'heads': 3}, {'x': [x]}, {}, {'y': y})
    for H, T, S in ((4, 3, 3), (3, 2, 5)):
        x = draw(2, H, T, S)
        out.add(f'linear biases of {H} heads', 'alibi', {}, {'x': [x]}, {}, {'y': x + linear_biases(H, T, S)})
    for name, kind, causal, lengths, cross in (
        ('rotary', 'rotary', False, None, None),
        ('rotary, causal and padded', 'rotary', True, [5, 3, 1], None),
        ('rotary, causal with more keys', 'rotary', True, None, 7),
        ('linear biases', 'alibi', False, None, None),
        ('linear biases, causal and padded', 'alibi', True, [5, 3, 2], None),
    ):
        B, T, C, H = 3, 5, 8, 2
        S = cross or T
        x = draw(B, T, C)
        inputs, keys = {'query': [x]}, x
        if cross:
            keys = draw(B, S, C)
            inputs['key'] = [keys]
        m = mask_of(lengths, S) if lengths else None
        if lengths:
            inputs['mask'] = [m]
        w = {n: draw(C, C) for n in ('query', 'key', 'value', 'out')}
        y, p = attended(heads_of(x @ w['query'], H), heads_of(keys @ w['key'], H), heads_of(keys @ w['value'], H), causal,
                        m, kind)
        out.add(f'heads, {name}', 'multi-head-attention',
                {'heads': H, 'causal': causal, 'bias': False, 'positions': kind}, inputs, w, {'y': y @ w['out']},
                taps={'attention': p})
    for name, H, G, causal, kind, lengths in (
        ('groups of two', 4, 2, True, 'rotary', None),
        ('one group, padded', 4, 1, False, 'none', [5, 2, 3]),
        ('a group for each head', 2, 2, True, 'alibi', [5, 3, 1]),
    ):
        B, T, C = 3, 5, 8
        x, h = draw(B, T, C), C // H
        inputs = {'x': [x]}
        m = mask_of(lengths, T) if lengths else None
        if lengths:
            inputs['mask'] = [m]
        w = {'query': draw(C, C), 'key': draw(C, G * h), 'value': draw(C, G * h), 'out': draw(C, C)}
        k, v = (heads_of(x @ w[n], G).repeat_interleave(H // G, 1) for n in ('key', 'value'))
        y, p = attended(heads_of(x @ w['query'], H), k, v, causal, m, kind, 500.0)
        out.add(name, 'grouped-query-attention',
                {'heads': H, 'groups': G, 'causal': causal, 'positions': kind, 'base': 500}, inputs, w,
                {'y': y @ w['out']}, taps={'attention': p})
    for name, single, lengths, own in (('a sequence', False, None, False), ('one step, padded', True, [5, 2, 3], True),
                                       ('a padded sequence', False, [5, 1, 4], True)):
        B, T, S, C, D, A, E = 3, 2, 5, 4, 3, 6, 2
        query, key = (draw(B, C) if single else draw(B, T, C)), draw(B, S, D)
        inputs, value, m = {'query': [query], 'key': [key]}, key, torch.ones(B, S, dtype=torch.bool)
        if own:
            value = draw(B, S, E)
            inputs['value'] = [value]
        if lengths:
            m = mask_of(lengths, S)
            inputs['mask'] = [m]
        q = query[:, None] if single else query

        def context(scores, single=single, m=m, value=value):
            p = F.softmax(scores.masked_fill(~m[:, None, :], -math.inf), -1)
            y = p @ value
            return (y[:, 0], p[:, 0]) if single else (y, p)

        w = {'query': draw(C, A), 'key': draw(D, A), 'bias': draw(A), 'score': draw(A, 1)}
        hidden = torch.tanh((q @ w['query'] + w['bias'])[:, :, None] + (key @ w['key'])[:, None])
        y, p = context((hidden @ w['score'])[..., 0])
        out.add(f'additive: {name}', 'additive-attention', {'units': A}, inputs, w, {'y': y}, taps={'attention': p})
        for wires in inputs.values():
            for wire in wires:
                wire.grad = None
        w = {'kernel': draw(C, D)}
        y, p = context(q @ w['kernel'] @ key.transpose(1, 2))
        out.add(f'multiplicative: {name}', 'multiplicative-attention', {}, inputs, w, {'y': y}, taps={'attention': p})
    query, key = draw(3, 2, 4), draw(3, 5, 4)
    p = F.softmax(query @ key.transpose(1, 2), -1)
    out.add('multiplicative: dot', 'multiplicative-attention', {'score': 'dot'}, {'query': [query], 'key': [key]}, {},
            {'y': p @ key}, taps={'attention': p})
    for name, bias in (('projection by a table', False), ('projection by a table, with a bias', True)):
        x, table, b = draw(2, 3, 5), draw(7, 5), draw(7)
        out.add(name, 'tied-projection', {'bias': bias}, {'x': [x], 'table': [table]}, {'bias': b} if bias else {},
                {'y': F.linear(x, table, b if bias else None)})
    for kind, f, bias in (('silu', F.silu, False), ('gelu', F.gelu, True), ('relu', F.relu, False)):
        x = draw(2, 3, 5)
        w = {'gate': draw(5, 7), 'up': draw(5, 7), 'down': draw(7, 5)}
        b = {f'{n}_bias': draw(s) for n, s in (('gate', 7), ('up', 7), ('down', 5))} if bias else {}
        plus = [b.get(f'{n}_bias', 0) for n in ('gate', 'up', 'down')]
        y = (f(x @ w['gate'] + plus[0]) * (x @ w['up'] + plus[1])) @ w['down'] + plus[2]
        out.add(f'gated by {kind}', 'gated-feed-forward', {'hidden': 7, 'activation': kind, 'bias': bias}, {'x': [x]},
                {**w, **b}, {'y': y})
    out.write('positions.json')


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def same(n, k, stride, dilation=1):
    """Rows before and after, as TensorFlow puts them: the odd one after."""
    total = max((-(-n // stride) - 1) * stride + (k - 1) * dilation + 1 - n, 0)
    return total // 2, total - total // 2


def surrounded(x, k, stride, dilation, padding, value=0.0):
    """x [B, C, H, W]."""
    if padding == 'valid':
        return x
    rows, columns = (same(n, k, stride, dilation) for n in x.shape[2:])
    return F.pad(x, (*columns, *rows), value=value)


def images():
    out = Cases()
    for name, shape, k, filters, stride, padding, dilation, bias in (
        ('same', (2, 5, 4, 3), 3, 4, 1, 'same', 1, True), ('valid', (2, 5, 4, 3), 2, 5, 1, 'valid', 1, False),
        ('strides', (2, 6, 5, 2), 3, 2, 2, 'same', 1, True), ('valid strides', (1, 7, 5, 2), 2, 3, 3, 'valid', 1, True),
        ('dilated', (2, 5, 6, 1), 3, 2, 1, 'same', 2, True),
    ):
        x, w, b = draw(*shape), draw(k, k, shape[3], filters), draw(filters)
        y = F.conv2d(surrounded(channels_first(x), k, stride, dilation, padding), w.permute(3, 2, 0, 1),
                     b if bias else None, stride, 0, dilation)
        out.add(name, 'conv2d', {'filters': filters, 'kernel': k, 'stride': stride, 'padding': padding,
                                 'dilation': dilation, 'bias': bias}, {'x': [x]},
                {'kernel': w, **({'bias': b} if bias else {})}, {'y': channels_last(y)},
                taps={'features': channels_last(y)})
    for name, shape, k, M, stride, padding in (('same', (2, 5, 4, 3), 3, 2, 1, 'same'),
                                               ('strides', (2, 6, 5, 2), 2, 1, 2, 'valid')):
        C = shape[3]
        x, w, b = draw(*shape), draw(k, k, C, M), draw(C * M)
        y = F.conv2d(surrounded(channels_first(x), k, stride, 1, padding),
                     w.permute(2, 3, 0, 1).reshape(C * M, 1, k, k), b, stride, groups=C)
        out.add(name, 'depthwise-conv2d', {'multiplier': M, 'kernel': k, 'stride': stride, 'padding': padding},
                {'x': [x]}, {'kernel': w, 'bias': b}, {'y': channels_last(y)})
    for name, k, stride, padding, dilation, lengths in (
        ('same', 3, 1, 'same', 1, None), ('causal', 3, 1, 'causal', 2, None), ('valid', 2, 1, 'valid', 1, None),
        ('masked', 3, 1, 'same', 1, [5, 2, 3]), ('strides', 3, 2, 'same', 1, None),
    ):
        x, w, b = draw(3, 5, 2), draw(k, 1, 2, 4), draw(4)
        inputs, z = {'x': [x]}, x
        if lengths:
            m = mask_of(lengths, 5)
            inputs['mask'], z = [m], x * m[:, :, None]
        z = z.transpose(1, 2)
        if padding != 'valid':
            z = F.pad(z, same(5, k, stride, dilation) if padding == 'same' else ((k - 1) * dilation, 0))
        y = F.conv1d(z, w[:, 0].permute(2, 1, 0), b, stride, 0, dilation).transpose(1, 2)
        if lengths:
            y = y * m[:, :, None]
        out.add(name, 'conv1d', {'filters': 4, 'kernel': k, 'stride': stride, 'padding': padding, 'dilation': dilation},
                inputs, {'kernel': w, 'bias': b}, {'y': y})
    for kind, size, stride, padding in (('max', 2, 2, 'valid'), ('max', 3, 2, 'same'), ('average', 2, 1, 'valid'),
                                        ('average', 3, 2, 'same')):
        x = draw(2, 5, 6, 3)
        z = surrounded(channels_first(x), size, stride, 1, padding, -math.inf if kind == 'max' else 0.0)
        if kind == 'max':
            y = F.max_pool2d(z, size, stride)
        else:
            ones = surrounded(torch.ones(1, 1, 5, 6), size, stride, 1, padding)
            y = F.avg_pool2d(z, size, stride) / F.avg_pool2d(ones, size, stride)
        out.add(f'{kind}, {padding}', 'pool2d', {'kind': kind, 'size': size, 'stride': stride, 'padding': padding},
                {'x': [x]}, {}, {'y': channels_last(y)})
    # Of equals the first has the gradient, here as there: after a ReLU whole windows are zero.
    x = torch.tensor([[[0.0, 0, 0, 1], [0, 0, 1, 1], [2, 0, 0, 0], [0, 2, 0, 0]]])[..., None].requires_grad_()
    out.add('max of equals', 'pool2d', {}, {'x': [x]}, {}, {'y': channels_last(F.max_pool2d(channels_first(x), 2))})
    x = draw(2, 3, 2, 4)
    y = channels_last(F.interpolate(channels_first(x), scale_factor=2, mode='nearest'))
    out.add('twice as large', 'upsample2d', {}, {'x': [x]}, {}, {'y': y})
    x = draw(2, 3, 4, 5)
    out.add('average', 'global-pool', {}, {'x': [x]}, {}, {'y': x.mean((1, 2))})
    x = draw(2, 3, 4, 5)
    out.add('max', 'global-pool', {'kind': 'max'}, {'x': [x]}, {}, {'y': x.amax((1, 2))})
    lengths = [5, 2, 1]
    x, m = draw(3, 5, 4), mask_of(lengths, 5)
    out.add('masked max', 'max-over-time', {}, {'x': [x], 'mask': [m]}, {},
            {'y': torch.stack([row[:n].amax(0) for row, n in zip(x, lengths)])})
    x, w, b = draw(2, 4, 6, 3), draw(2, 2, 3, 5), draw(5)
    y = channels_last(F.conv2d(channels_first(x), w.permute(3, 2, 0, 1), b, 2)).reshape(2, 6, 5)
    out.add('patches', 'patch-embedding', {'patch': 2, 'width': 5}, {'x': [x]}, {'kernel': w, 'bias': b}, {'y': y})
    out.write('images.json')


if __name__ == '__main__':
    torch.manual_seed(2)
    elementwise()
    normalisations()
    losses()
    positions()
    images()
