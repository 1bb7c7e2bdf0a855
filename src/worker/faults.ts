import { DeviceFault } from '../kernels';
import { type Problem, ProblemError, problem } from '../problem';

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
