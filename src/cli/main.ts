import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Problem, ProblemError, problem, showProblem } from '../problem';
import { checkCommand } from './check';
import { EXPORTS, exportCommand } from './export';
import { err, InputError, outJson } from './output';
import { predictCommand } from './predict';
import { trainCommand } from './train';

/** Exit codes: 0 done, 1 problems in the input, 2 wrong usage. */
const PROBLEMS = 1;
const USAGE = 2;

const natural = (text: string): number => {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 0 || text.trim() === '')
    throw new InvalidArgumentError('a whole number is needed');
  return n;
};
const positive = (text: string): number => {
  const n = natural(text);
  if (n < 1) throw new InvalidArgumentError('a number from 1 is needed');
  return n;
};
const rate = (text: string): number => {
  const x = Number(text);
  if (!(x >= 0) || !Number.isFinite(x) || text.trim() === '')
    throw new InvalidArgumentError('a number from 0 is needed');
  return x;
};
const json = () => new Option('--json', 'print one JSON object per line, the last one a summary');

function program(finish: (code: number) => void): Command {
  const main = new Command('wireformer')
    .description('Check, train, run and export Wireformer documents without a browser.')
    .exitOverride();
  main
    .command('check')
    .description('list all problems, or print the summary table')
    .argument('<file>', 'a Wireformer document')
    .addOption(json())
    .action(async (file, options) => finish(await checkCommand(file, options)));
  main
    .command('train')
    .description('train a document and print how it goes')
    .argument('<file>', 'a Wireformer document')
    .option('--data <file>', 'train on this file in place of the first data set')
    .option('--steps <n>', 'stop after this step; the schedule keeps the document’s length', positive)
    .option('--seed <n>', 'seed of weights, order and dropout', natural)
    .option('--rate <x>', 'learning rate of every phase', rate)
    .addOption(new Option('--backend <name>', 'what to train on').choices(['webgpu', 'wasm', 'cpu']))
    .addOption(
      new Option('--kernels <which>', 'the engine, or tfjs’ kernels one by one to compare with')
        .choices(['own', 'reference'])
        .default('own'),
    )
    .option('--save <file>', 'write weights and optimizer state as safetensors')
    .option('--best', 'save, evaluate and report the weights that validated best instead of the last ones')
    .option('--resume <file>', 'go on from a saved state')
    .addOption(
      new Option('--evaluate <split>', 'figures on this split in the end').choices(['train', 'validation', 'test']),
    )
    .option('--examples <n>', 'evaluate on this many examples at most', positive)
    .option('--beams <n>', 'texts kept side by side while decoding', positive)
    .addOption(json())
    .action(async (file, options) => finish(await trainCommand(file, options)));
  main
    .command('predict')
    .description('run a trained model on given inputs')
    .argument('<file>', 'a Wireformer document')
    .requiredOption('--weights <file>', 'its weights, safetensors')
    .requiredOption('--input <file>', 'JSON: inputs by port as nested arrays')
    .addOption(json())
    .action(async (file, options) => finish(await predictCommand(file, options)));
  main
    .command('export')
    .description('write a document in another form')
    .argument('<file>', 'a Wireformer document')
    .addOption(new Option('--to <format>', 'the form').choices(EXPORTS).makeOptionMandatory())
    .addOption(json())
    .action(async (file, options) => finish(await exportCommand(file, options)));
  return main;
}

async function run(argv: readonly string[]): Promise<number> {
  let code = 0;
  try {
    await program((result) => {
      code = result;
    }).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    const problems = problemsOf(error);
    const empty = argv.includes('check') ? { params: null, flops: null, activationBytes: null, stepBytes: null } : {};
    if (argv.includes('--json')) outJson({ ok: false, ...empty, problems });
    else for (const problem of problems) err(showProblem(problem));
    return PROBLEMS;
  }
  return code;
}

/** What a person can act on; anything else is shown whole, so that it can be reported. */
function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof InputError || error instanceof ProblemError) return error.problems;
  const received = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const fix = 'Please report this with the command and the document.';
  return [problem({ code: 'input/predict', at: {}, expected: 'no internal error', received, fix })];
}

// Dawn keeps Node alive after the work is done.
process.exit(await run(process.argv));
