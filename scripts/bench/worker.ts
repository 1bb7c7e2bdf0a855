// One worker for each arm and model: nothing is shared but the browser and its adapter.

import type { Arm, ArmName, Training } from './arm';
import { measure } from './instruments';
import { type Material, materialOf } from './material';
import { modelNamed } from './models';
import type { Answer, Opened, Reply, Request } from './protocol';

interface Open {
  readonly material: Material;
  readonly training: Training;
  steps: number;
}

let open: Open | undefined;

async function armOf(name: ArmName): Promise<Arm> {
  switch (name) {
    case 'wireformer':
      return (await import('./arms/wireformer')).wireformer;
    case 'tfjs':
      return (await import('./arms/tfjs')).tfjs;
    case 'layers':
      return (await import('./arms/layers')).layers;
    case 'jax':
      return (await import('./arms/jax')).jax;
  }
}

async function start({ arm: name, model, backend }: Request & { kind: 'open' }): Promise<Opened | { cannot: string }> {
  const arm = await armOf(name);
  const cannot = arm.cannot?.(modelNamed(model).kind, backend);
  if (cannot !== undefined) return { cannot };
  const adapter = await arm.open(backend);
  const material = await materialOf(modelNamed(model));
  const batch = material.batch(0);
  const first = await measure(async () => {
    const training = await arm.build(material, backend);
    open = { material, training, steps: 1 };
    return training.step(batch);
  });
  if (!open) throw new Error('the arm built nothing');
  const { parameters } = open.training;
  return { version: arm.version, adapter, parameters, flops: material.flops, first };
}

async function answer(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'open':
      return start(request);
    case 'step': {
      if (!open) throw new Error('nothing is open');
      const { material, training } = open;
      const batch = material.batch(open.steps++);
      return measure(() => training.step(batch));
    }
    case 'products':
      return (await import('./products')).products(request.backend);
  }
}

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  let reply: Reply;
  try {
    reply = { answer: await answer(data) };
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  self.postMessage(reply);
};
