/** Rotary positions. */

/** Each pair (a, b) of channels becomes (a·cos − b·sin, b·cos + a·sin); `table` [T, h / 2, 2] has cosines and sines. */
export function rotary(y: usize, x: usize, table: usize, rows: i32, T: i32, heads: i32, h: i32, halves: i32): void {
  const pairs = h >> 1;
  const apart = (<usize>(halves ? pairs : 1)) << 2;
  const stride = halves ? 1 : 2;
  for (let i = 0; i < rows; i++) {
    const row = (<usize>(i * h)) << 2;
    const angles = table + ((<usize>(((i / heads) % T) * h)) << 2);
    for (let pair = 0; pair < pairs; pair++) {
      const at = row + ((<usize>(pair * stride)) << 2);
      const cos = load<f32>(angles + ((<usize>pair) << 3));
      const sin = load<f32>(angles + ((<usize>pair) << 3) + 4);
      const a = load<f32>(x + at);
      const b = load<f32>(x + at + apart);
      store<f32>(y + at, a * cos - b * sin);
      store<f32>(y + at + apart, b * cos + a * sin);
    }
  }
}
