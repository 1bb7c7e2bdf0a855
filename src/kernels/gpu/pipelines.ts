import type { Shader } from './gpu';

interface Compiled {
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
}

interface Compiling {
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline | Promise<GPUComputePipeline>;
}

/** Our shaders, compiled once each: at once where one must run at once, side by side where a step is recorded. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #compiled = new Map<string, Compiled>();
  readonly #compiling = new Map<string, Compiling>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  now(shader: Shader): Compiled {
    const known = this.#compiled.get(shader.key);
    if (known) return known;
    const layout = this.#layoutOf(shader);
    const pipeline = this.#device.createComputePipeline(this.#describe(shader, layout));
    const made = { layout, pipeline };
    this.#compiled.set(shader.key, made);
    return made;
  }

  /** For a shader that is not compiled as it is. */
  later(shader: Shader): Compiling {
    const pipeline = Promise.reject(new RangeError(`'${shader.key}' was never compiled`));
    pipeline.catch(() => undefined);
    return { layout: this.#layoutOf(shader), pipeline };
  }

  soon(shader: Shader): Compiling {
    const ready = this.#compiled.get(shader.key);
    if (ready) return ready;
    const known = this.#compiling.get(shader.key);
    if (known) return known;
    const layout = this.#layoutOf(shader);
    const pipeline = this.#device.createComputePipelineAsync(this.#describe(shader, layout)).then((made) => {
      this.#compiled.set(shader.key, { layout, pipeline: made });
      return made;
    });
    // Whoever waits for it is told; nobody may, where the recording is given up.
    pipeline.catch(() => this.#compiling.delete(shader.key));
    const made = { layout, pipeline };
    this.#compiling.set(shader.key, made);
    return made;
  }

  #describe(shader: Shader, layout: GPUBindGroupLayout) {
    const { key, reads, vectors, writes, packs, integers, halves, sizes, quads, code } = shader;
    const array = (type: string, vector: boolean | undefined) => `array<${vector ? `vec4<${type}>` : type}>`;
    const bindings = [
      ...reads.map((type, i) => `var<storage, read> x${i}: ${array(halves?.reads[i] ? 'f16' : type, vectors?.[i])};`),
      ...Array.from({ length: writes }, (_, i) => {
        const type = integers?.[i] ? 'i32' : halves?.writes[i] ? 'f16' : 'f32';
        return `var<storage, read_write> y${i}: ${array(type, packs?.[i])};`;
      }),
      ...(sizes ? [`var<uniform> sizes: array<vec4u, ${sizes}>;`] : []),
    ].map((declared, binding) => `@group(0) @binding(${binding}) ${declared}`);
    const directives = [...(quads ? ['enable subgroups;'] : []), ...(halves ? ['enable f16;'] : [])];
    const module = this.#device.createShaderModule({
      label: key,
      code: [...directives, ...bindings, code()].join('\n'),
    });
    return {
      label: key,
      layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    };
  }

  /** The layout goes by what is bound alone, so shaders share it. */
  #layoutOf({ reads, writes, sizes }: Shader): GPUBindGroupLayout {
    const key = `${reads.length} ${writes} ${sizes !== undefined}`;
    const known = this.#layouts.get(key);
    if (known) return known;
    const types: GPUBufferBindingType[] = [
      ...reads.map(() => 'read-only-storage' as const),
      ...Array.from({ length: writes }, () => 'storage' as const),
      ...(sizes ? (['uniform'] as const) : []),
    ];
    const made = this.#device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    this.#layouts.set(key, made);
    return made;
  }
}
