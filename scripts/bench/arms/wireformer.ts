import { type Device, openDevice } from '../../../src/kernels';
import { Model, Trainer } from '../../../src/train';
import type { Arm } from '../arm';
import { WASM_FILES } from '../wasm-files';
import { sizeOf } from '../weights';

let device: Device | undefined;

/** Ours, as the worker trains: it makes its batch itself, in the time that is measured. */
export const wireformer: Arm = {
  version: 'this tree',
  async open(backend) {
    device = await openDevice(backend, { wasm: WASM_FILES });
    return device.adapter;
  },
  build({ graph, datasets }) {
    if (!device) throw new Error('no device is open');
    const model = new Model(graph, graph.training.seed);
    const trainer = new Trainer(model, device, datasets);
    trainer.initialise();
    return {
      parameters: [...model.weightShapes().values()].reduce((sum, shape) => sum + sizeOf(shape), 0),
      async step() {
        const result = await trainer.takeStep();
        if ('notFinite' in result) throw new Error(`the loss is ${result.loss}`);
        return result.loss;
      },
    };
  },
};
