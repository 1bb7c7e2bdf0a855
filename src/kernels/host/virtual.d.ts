/** src/kernels/assembly, compiled by scripts/assembly.ts: a WebAssembly module in base64. */
declare module 'virtual:host-kernels' {
  const module: string;
  export default module;
}
