import type { Tensor } from '@tensorflow/tfjs-core';
import { FUNCTIONS } from './functions';
import type { Gpu, Shader } from './gpu';

/** How rows are gone through. In the code of one, `total` and `largest` make one number of what each member has. */
export interface Team {
  /** Invocations of a workgroup. */
  readonly size: number;
  /** Rows of a workgroup. */
  readonly rows: number;
  /** What stands before `main`. */
  readonly functions: string;
  /** Declares `row` and `at`, the member's number, from the workgroup's number, an expression in WGSL, and from `own`. */
  readonly place: (index: string) => string;
  /** A loop over the C columns `j` of the row: a number, or an expression in WGSL. */
  readonly over: (C: number | string, body: string) => string;
}

const unsigned = (C: number | string): string => (typeof C === 'number' ? `${C}u` : C);

/** Invocations that work on a row together. */
const TEAM = 64;
/** Rows that a workgroup goes through where nobody shares one. */
const ALONE = 32;

const TOGETHER: Team = {
  size: TEAM,
  rows: 1,
  functions: `${FUNCTIONS}
var<workgroup> shared_values: array<f32, ${TEAM}>;
fn total(at: u32, value: f32) -> f32 {
  shared_values[at] = value;
  workgroupBarrier();
  for (var s = ${TEAM / 2}u; s > 0u; s >>= 1u) {
    if (at < s) { shared_values[at] += shared_values[at + s]; }
    workgroupBarrier();
  }
  let all = shared_values[0];
  workgroupBarrier();
  return all;
}
fn largest(at: u32, value: f32) -> f32 {
  shared_values[at] = value;
  workgroupBarrier();
  for (var s = ${TEAM / 2}u; s > 0u; s >>= 1u) {
    if (at < s) { shared_values[at] = max(shared_values[at], shared_values[at + s]); }
    workgroupBarrier();
  }
  let all = shared_values[0];
  workgroupBarrier();
  return all;
}`,
  place: (index) => `let at = own; let row = ${index};`,
  over: (C, body) => `for (var j = at; j < ${unsigned(C)}; j += ${TEAM}u) { ${body} }`,
};

/** Where a workgroup waits for its own members, a GPU in software does nothing else: there each row is one invocation's. */
const EACH: Team = {
  size: ALONE,
  rows: ALONE,
  functions: `${FUNCTIONS}
fn total(at: u32, value: f32) -> f32 { return value; }
fn largest(at: u32, value: f32) -> f32 { return value; }`,
  place: (index) => `let at = 0u; let row = ${index} * ${ALONE}u + own;`,
  over: (C, body) => `for (var j = 0u; j < ${unsigned(C)}; j++) { ${body} }`,
};

export const teamOf = (gpu: Gpu): Team => (gpu.software ? EACH : TOGETHER);

/** `main` of workgroups that are numbered by `index`, and their members by `own`. */
export const mainOf = ({ size, functions }: Team, body: string): string => `${functions}
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let index = group.y * groups.x + group.x;
  ${body}
}`;

/** Code for `runRows`: `body` for every `row` below `count`, an expression in WGSL. */
export const eachRow = (team: Team, count: string, body: string): string =>
  mainOf(
    team,
    `${team.place('index')}
  if (row >= ${count}) { return; }
  ${body}`,
  );

/** Runs a shader that is written for rows. */
export const runRows = (
  gpu: Gpu,
  shader: Shader,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  rows: number,
): void => gpu.groups(shader, reads, writes, Math.ceil(rows / teamOf(gpu).rows));
