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


if __name__ == '__main__':
    torch.manual_seed(2)
    elementwise()
    normalisations()
    losses()
