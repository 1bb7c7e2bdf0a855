/** Moving rows about: rows of a table by id, axes that change places. */

/** y [n, C] = table [V, C] at ids; zeros for an id outside. */
export function embedding(y: usize, ids: usize, table: usize, n: i32, V: i32, C: i32): void {
  const wide = (<usize>C) << 2;
  for (let i = 0; i < n; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    if (id >= 0 && id < V) memory.copy(y + <usize>i * wide, table + <usize>id * wide, wide);
    else memory.fill(y + <usize>i * wide, 0, wide);
  }
}

/** dtable [V, C] = Σ dy at the positions of each id, in the order of positions. */
export function embeddingGradient(dtable: usize, ids: usize, dy: usize, n: i32, V: i32, C: i32): void {
  memory.fill(dtable, 0, (<usize>(V * C)) << 2);
  for (let i = 0; i < n; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    if (id < 0 || id >= V) continue;
    const to = dtable + ((<usize>(id * C)) << 2);
    const from = dy + ((<usize>(i * C)) << 2);
    let j = 0;
    for (; j + 4 <= C; j += 4) {
      const at = (<usize>j) << 2;
      v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
    }
    for (; j < C; j++) {
      const at = (<usize>j) << 2;
      store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
    }
  }
}

/** y [A, C, B, D] = x [A, B, C, D]. */
export function swapAxes(y: usize, x: usize, A: i32, B: i32, C: i32, D: i32): void {
  const wide = (<usize>D) << 2;
  for (let a = 0; a < A; a++) {
    for (let b = 0; b < B; b++) {
      for (let c = 0; c < C; c++) {
        memory.copy(y + <usize>((a * C + c) * B + b) * wide, x + <usize>((a * B + b) * C + c) * wide, wide);
      }
    }
  }
}
