import { chromium } from 'playwright-core';
import { preview } from 'vite';

/** Serves the built page; needs a build. */
export async function servePage() {
  const server = await preview({ logLevel: 'silent', preview: { port: 0, host: 'localhost' } });
  return { url: `http://localhost:${server.httpServer.address().port}/`, close: () => server.close() };
}

/** Chromium (variable CHROMIUM to name it) with WebGPU, on an adapter in software where there is no other. */
export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page that keeps what the worker says by kind, in `heard`, and the worker itself, to give it commands of one's own. */
export async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(() => {
    const Plain = window.Worker;
    window.heard = { step: 0, state: undefined, saved: 0, records: [], notices: [], problems: [], backends: [] };
    const keep = {
      status: ({ status }) => {
        window.heard.step = status.step;
        window.heard.state = status.state;
      },
      log: ({ records }) => window.heard.records.push(...records.map(({ step, loss }) => ({ step, loss }))),
      notice: ({ text }) => window.heard.notices.push(text),
      problems: ({ problems }) => window.heard.problems.push(...problems),
      backend: ({ backend }) => window.heard.backends.push(backend),
      saved: ({ step }) => {
        window.heard.saved = step;
      },
    };
    window.Worker = class extends Plain {
      constructor(...args) {
        super(...args);
        window.trainer = this;
        this.addEventListener('message', ({ data }) => keep[data.type]?.(data));
      }
    };
  });
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(url);
  await page.getByRole('region', { name: 'Canvas', exact: true }).waitFor();
  return page;
}

/** All runs that the page has kept. */
export const keptRuns = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('wireformer');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('runs').objectStore('runs').getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result);
          };
        };
      }),
  );

/** Presses a key and gives the milliseconds from it to the frame after, in which what it did is drawn. */
export async function answerTime(page, key) {
  await page.evaluate(() => {
    window.addEventListener(
      'keydown',
      () => {
        const start = performance.now();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            window.answered = performance.now() - start;
          };
          port2.postMessage(0);
        });
      },
      { capture: true, once: true },
    );
  });
  await page.keyboard.press(key);
  await page.waitForTimeout(300);
  return page.evaluate(() => window.answered);
}
