import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { assembly } from '../assembly.ts';

/** The page of `npm run bench`, apart from the app. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [assembly()],
  worker: { format: 'es', plugins: () => [assembly()] },
  build: {
    outDir: fileURLToPath(new URL('../../dist/bench', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 5000,
  },
});
