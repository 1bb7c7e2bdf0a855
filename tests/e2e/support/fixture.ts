import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { App } from './app';
import { launchChromium } from './chromium';
import { servePage } from './server';

/** A browser and the served page for the tests of a file; each test opens its own visitor. */
export function openBrowser() {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    [browser, site] = await Promise.all([launchChromium(), servePage()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return {
    get browser() {
      return browser;
    },
    url: (query = '') => `${site.url}/${query}`,
    /** A new visitor with storage of its own. */
    visitor: (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
      browser.newContext({ viewport: { width: 1600, height: 1000 }, acceptDownloads: true, ...options }),
    async start(query: string, options: BrowserContextOptions = {}): Promise<App> {
      const context = await this.visitor(options);
      const app = new App(await context.newPage());
      await app.open(this.url(query));
      return app;
    },
  };
}
