/** Mean and standard deviation of each column; a constant column gets 1, so that dividing by it changes nothing. */
export function momentsOf(rows: Float32Array, width: number) {
  const count = Math.max(1, rows.length / width);
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (rows[i] ?? 0) / count;
  for (let i = 0; i < rows.length; i++) {
    square[i % width] = (square[i % width] ?? 0) + ((rows[i] ?? 0) - (mean[i % width] ?? 0)) ** 2 / count;
  }
  return { mean, deviation: square.map((v) => Math.sqrt(v) || 1) };
}
