/** Bits of element i, the same as src/random's hash of two words: `bits` of the run and the place, and i. */

function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

function mix(h: v128, word: v128): v128 {
  const k = i32x4.mul(rotate(i32x4.mul(word, i32x4.splat(0xcc9e2d51)), 15), i32x4.splat(0x1b873593));
  return i32x4.add(i32x4.mul(rotate(v128.xor(h, k), 13), i32x4.splat(5)), i32x4.splat(0xe6546b64));
}

/** Hashes of (bits, i) … (bits, i + 3). */
function hash4(bits: i32, i: i32): v128 {
  const indices = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
  let x = v128.xor(mix(mix(i32x4.splat(0), i32x4.splat(bits)), indices), i32x4.splat(8));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x85ebca6b));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** What dropout multiplies elements i … i + 3 by: `kept` where the bits reach `threshold`, else 0. */
export function keep4(bits: i32, i: i32, threshold: i32, kept: f32): v128 {
  return v128.and(i32x4.ge_u(hash4(bits, i), i32x4.splat(threshold)), f32x4.splat(kept));
}
