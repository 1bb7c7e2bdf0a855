/**
 * Functions that every shader of ours may call. exp is kept from arguments at which some drivers give NaN; what comes in as
 * NaN goes out as NaN (`or_nan`: min, max and clamp would drop it), or a step gone wrong would look right. tanh by one exp,
 * and by its series near 0, where 1 − 2 / (e^2x + 1) has no digits left: many drivers take two for it.
 */
export const FUNCTIONS = `
fn or_nan(x: f32, y: f32) -> f32 { return select(y, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u); }
fn e_to(x: f32) -> f32 { return or_nan(x, exp(x)); }
fn sigmoid(x: f32) -> f32 { return or_nan(x, 1.0 / (1.0 + exp(min(-x, 80.0)))); }
fn flat_tanh(x: f32) -> f32 {
  let far = 1.0 - 2.0 / (exp(2.0 * clamp(x, -15.0, 15.0)) + 1.0);
  let near = x * (1.0 - x * x * (0.33333334 - 0.13333333 * x * x));
  return or_nan(x, select(far, near, abs(x) < 0.1));
}
`;
