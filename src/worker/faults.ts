import { DeviceFault } from '../kernels';
import { type Problem, ProblemError, problem } from '../problem';
import type { Checkpoint, NotFinite } from '../train';

/** What a person is told of an error that ended a run. */
export function faultProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DeviceFault) {
    return problem({
      code:
        error.kind === 'memory'
          ? 'device/memory'
          : error.kind === 'unavailable'
            ? 'device/unavailable'
            : 'device/error',
      at: {},
      expected: 'a device that does its work',
      received: message.slice(0, 400),
      fix:
        error.kind === 'memory'
          ? 'Make the batch or the model smaller.'
          : 'Reload the page, or put ?backend=wasm at the end of its address.',
    });
  }
  return problem({
    code: 'device/error',
    at: {},
    expected: 'a step without an error',
    received: message.slice(0, 400),
    fix: 'Reload the page; the last kept weights are there. If it happens again, please report it.',
  });
}

/** Problems of an error that a person can act on; anything else is a fault of ours and says so. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  const message = error instanceof Error ? error.message : String(error);
  const device = error instanceof DeviceFault;
  const fix = device
    ? 'Reload the page, or put ?backend=wasm at the end of its address.'
    : 'Reload the page. If it happens again, please report it.';
  return [
    problem({
      code:
        device && error.kind === 'unavailable'
          ? 'device/unavailable'
          : device && error.kind === 'lost'
            ? 'device/lost'
            : 'device/error',
      at: {},
      expected: device ? 'a device that works' : 'no internal error',
      received: message.slice(0, 400),
      fix,
    }),
  ];
}

/** A step that was not taken. @param last the last state that is known to be good */
export function notFiniteProblem(found: NotFinite, last: Checkpoint | undefined): Problem {
  const { step, loss, gradientNorm, path, operation, part } = found;
  const where = part === 'backward' ? `gradient of ${operation}` : operation;
  return problem({
    code: 'training/not-finite',
    at: { path: path || 'loss', field: `step ${step + 1}` },
    expected: 'finite numbers',
    received: `${where}: loss ${loss}, gradient norm ${gradientNorm}`,
    fix:
      part === 'forward' && operation === 'rounding to 16 bits'
        ? 'Switch Mixed precision off in Training settings, or lower the learning rate, then press Train.'
        : operation === 'weight' && last
          ? `Lower the learning rate, then press Train. The weights are those of step ${last.step} again.`
          : 'Lower the learning rate or clip the gradient, then press Train. The weights before this step are kept.',
  });
}
