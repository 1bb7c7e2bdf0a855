import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const FOLDER = fileURLToPath(new URL('../src/kernels/assembly', import.meta.url));
const ID = 'virtual:host-kernels';

let compiled: Promise<string> | undefined;

/** The kernels of src/kernels/assembly as one WebAssembly module that works on the memory it is given, in base64. */
async function compile(): Promise<string> {
  let binary: Uint8Array | undefined;
  let text = '';
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      '--baseDir',
      FOLDER,
      '--outFile',
      'kernels.wasm',
      '--textFile',
      'kernels.wat',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--enable',
      'simd',
      // Vectors are passed between functions inside only.
      '--disableWarning',
      '112',
    ],
    {
      writeFile(name: string, contents: string | Uint8Array) {
        if (typeof contents === 'string') text += contents;
        else if (name.endsWith('.wasm')) binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`the host kernels do not compile: ${error?.message ?? ''}\n${stderr}`);
  // The memory's lower end belongs to tfjs: constants there would be written over its own.
  if (text.includes('(data ')) throw new Error('the host kernels have static data');
  return Buffer.from(binary).toString('base64');
}

/** Makes `virtual:host-kernels`, the compiled kernels, a module that can be imported. */
export function assembly(): Plugin {
  return {
    name: 'wireformer:assembly',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      for (const file of readdirSync(FOLDER)) this.addWatchFile(join(FOLDER, file));
      compiled ??= compile();
      return `export default ${JSON.stringify(await compiled)};`;
    },
    watchChange(file) {
      if (file.startsWith(FOLDER)) compiled = undefined;
    },
  };
}
