import { defineConfig } from 'vite';
import { assembly } from './scripts/assembly.ts';

/** The command line: the same rooms without editor and panels, bundled for Node. */
export default defineConfig({
  plugins: [assembly()],
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist/cli',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { output: { entryFileNames: 'wireformer.js', banner: '#!/usr/bin/env node' } },
  },
});
