// Measures how smooth the page stays while GPT trains in the worker: long main-thread tasks and frame times while a block is
// dragged. Five rounds, medians, written to docs/benchmarks.md. Needs a build and Chromium (variable CHROMIUM to name it).
import { cpus } from 'node:os';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { median, today, writeSection } from './section.mjs';

const ROUNDS = 5;
const server = await preview({ logLevel: 'silent', preview: { port: 0, host: 'localhost' } });
const url = `http://localhost:${server.httpServer.address().port}/?backend=wasm&template=gpt`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--enable-unsafe-webgpu',
    '--disable-background-networking',
    '--no-first-run',
    '--disable-sync',
  ],
});

const rounds = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
const version = browser.version();
await browser.close();
await server.close();

const row = (label, pick, unit) => {
  const values = rounds.map(pick);
  return `| ${label} | ${median(values).toFixed(1)} ${unit} | ${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)} |`;
};
const table = [
  row('longest main-thread task', (r) => r.longest, 'ms'),
  row('tasks over 50 ms', (r) => r.tasks, ''),
  row('median frame', (r) => r.frame, 'ms'),
  row('95th percentile frame', (r) => r.slow, 'ms'),
  row('messages from the worker per second', (r) => r.messages, ''),
];
writeSection(
  'smoothness',
  `## The page while GPT trains

Wasm backend, a block dragged in circles for five seconds, all panels as they stand by default; ${ROUNDS} rounds, Chromium ${version}
headless, ${cpus().length} shared cores, ${today()}, \`node scripts/smoothness.mjs\`. The worker and the browser's compositor share the
cores with the page, so frame times are those of a busy machine.

| | median | range |
|---|---:|---:|
${table.join('\n')}`,
);
console.log(table.join('\n'));

async function measure() {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(() => {
    const plain = Worker.prototype.postMessage;
    window.heard = 0;
    const Original = window.Worker;
    window.Worker = class extends Original {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', () => window.heard++);
      }
    };
    window.Worker.prototype.postMessage = plain;
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForFunction(
    () => /step \d\d/.test(document.querySelector('[data-pace]')?.textContent ?? ''),
    undefined,
    { timeout: 120_000 },
  );
  const card = await page.locator('.react-flow__node').nth(6).boundingBox();
  await page.evaluate(() => {
    window.tasks = [];
    window.frames = [];
    window.heard = 0;
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'longtask',
    });
    let last = performance.now();
    const frame = (now) => {
      window.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const started = Date.now();
  await page.mouse.move(card.x + 30, card.y + 10);
  await page.mouse.down();
  for (let i = 0; Date.now() - started < 5000; i++) {
    await page.mouse.move(card.x + 30 + 80 * Math.cos(i / 10), card.y + 10 + 60 * Math.sin(i / 10));
  }
  await page.mouse.up();
  const seconds = (Date.now() - started) / 1000;
  const { tasks, frames, heard } = await page.evaluate(() => ({
    tasks: window.tasks,
    frames: window.frames,
    heard: window.heard,
  }));
  await page.close();
  const sorted = [...frames].sort((a, b) => a - b);
  return {
    longest: Math.max(0, ...tasks),
    tasks: tasks.length,
    frame: median(frames),
    slow: sorted[Math.floor(sorted.length * 0.95)],
    messages: heard / seconds,
  };
}
