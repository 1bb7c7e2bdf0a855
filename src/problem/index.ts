export { type Code, codes } from './codes';
export { fail, type Place, type Problem, ProblemError, problem, showPlace, showProblem, type WireEnd } from './problem';
