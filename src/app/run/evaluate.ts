import type { EvaluationSettings } from '../../panels';
import { showProblem } from '../../problem';
import type { RunBridge } from './bridge';

/** What is evaluated as long as nobody asks for something else: all of the test split. */
export const EVALUATION: EvaluationSettings = { split: 'test', examples: 0, beams: 1, lengthPenalty: 0.6 };

/** Asks the worker for figures on a split, and keeps them with the run; says why there are none. */
export async function evaluate(run: RunBridge, request: EvaluationSettings): Promise<string | undefined> {
  const about = run.view.getState().run;
  // Kept with the run: the panel goes when another tab is chosen, and another document has other figures.
  run.view.setState({ evaluating: true });
  const answer = await run.ask({ kind: 'evaluate', request });
  if (run.view.getState().run !== about) return undefined;
  run.view.setState({ evaluating: false });
  if (answer.kind === 'evaluate') run.view.setState({ evaluation: answer.evaluation });
  return answer.kind === 'problems' ? answer.problems.map(showProblem).join('\n') : undefined;
}
