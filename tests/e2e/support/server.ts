import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** Serves the built page, as `npm start` does; gives its address and how to stop it. */
export async function servePage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  if (!existsSync(`${top}/dist/web/index.html`)) throw new Error('The page is not built: run `npm run build` first.');
  const server = await preview({ root: top, logLevel: 'silent', preview: { port: 0, host: 'localhost' } });
  const address = server.httpServer.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { url: `http://localhost:${address.port}`, close: () => server.close() };
}
