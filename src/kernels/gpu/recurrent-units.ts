import { BACK, type Loop, type Part, placeOf, type Way } from './recurrent-form';

/** Invocations of a workgroup. */
const TEAM = 128;

/** For a real GPU: a workgroup for each sequence, an invocation for each unit, the state in workgroup memory. */
export function oneByOne(loop: Loop): Way {
  const { H } = loop.sizes;
  const several = loop.u.shape.length === 3;
  const units = (code: string) => `for (var j = at; j < ${H}u; j += ${TEAM}u) {
    let b = group.x;
    ${code}
  }`;
  const back = units(`var z = 0.0;
    for (var k = 0u; k < ${H * (loop.gates ?? 1)}u; k++) { z += d[k] * $u[k * ${H}u + j]; }
    back[j] += z;`);
  const part = ({ product, code }: Part) => {
    const sum = product
      ? `var product = ${several ? 'vec4f()' : '0.0'};
    for (var k = 0u; k < ${H}u; k++) { product += h[k] * $u[k * ${H}u + j]; }`
      : '';
    return units(`${sum}\n    ${placeOf(loop)}\n    ${code}`);
  };
  return {
    team: TEAM,
    together: 1,
    buffered: false,
    quads: false,
    vectors: several,
    plain: units,
    part: (one) => (one === BACK ? back : part(one)),
  };
}
