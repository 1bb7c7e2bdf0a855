// Counts the GPU dispatches of one training step of every template: the baseline for the speed work. Counts are exact.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { today, writeSection } from './section.mjs';

// Models that are only counted take no step.
const trained = readdirSync('templates').filter(
  (file) => JSON.parse(readFileSync(`templates/${file}`, 'utf8')).meta.expects !== undefined,
);

const rows = trained.map((file) => {
  const steps = (backend) => {
    const args = [
      'dist/cli/wireformer.js',
      'train',
      `templates/${file}`,
      '--backend',
      backend,
      '--steps',
      '3',
      '--json',
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${file} on ${backend}: ${stdout} ${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  };
  const gpu = steps('webgpu');
  const host = steps('wasm');
  console.log(file, gpu.dispatchesPerStep, host.dispatchesPerStep);
  return `| ${file.replace('.json', '')} | ${gpu.params.toLocaleString('en-US')} | ${gpu.dispatchesPerStep} | ${host.dispatchesPerStep} |`;
});

writeSection(
  'dispatches',
  `## Dispatches per training step

Our own kernels where there are any, tfjs 4.22's elsewhere; third step of each template, counted on ${today()} by \`node scripts/dispatches.mjs\`.

| template | parameters | WebGPU dispatches | kernels on wasm |
|---|---:|---:|---:|
${rows.join('\n')}`,
);
