import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { assembly } from './scripts/assembly.ts';
import { contentPolicy, HEADERS } from './scripts/content-policy.ts';

export default defineConfig({
  plugins: [react(), tailwindcss(), assembly(), contentPolicy()],
  build: { outDir: 'dist/web', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 3000 },
  preview: { headers: HEADERS },
  worker: { format: 'es', plugins: () => [assembly()] },
});
