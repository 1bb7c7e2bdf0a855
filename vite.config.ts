import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { assembly } from './scripts/assembly.ts';

export default defineConfig({
  plugins: [react(), tailwindcss(), assembly()],
  build: { outDir: 'dist/web', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 3000 },
  worker: { format: 'es', plugins: () => [assembly()] },
});
