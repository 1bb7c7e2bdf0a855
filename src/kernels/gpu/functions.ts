/**
 * Functions that every shader of ours may call. tanh and exp are kept from arguments at which some drivers give NaN; what comes in as
 * NaN goes out as NaN (`or_nan`: min, max and clamp would drop it), or a step gone wrong would look right.
 */
export const FUNCTIONS = `
fn or_nan(x: f32, y: f32) -> f32 { return select(y, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u); }
fn e_to(x: f32) -> f32 { return or_nan(x, exp(x)); }
fn sigmoid(x: f32) -> f32 { return or_nan(x, 1.0 / (1.0 + exp(min(-x, 80.0)))); }
fn flat_tanh(x: f32) -> f32 { return or_nan(x, tanh(clamp(x, -15.0, 15.0))); }
`;
