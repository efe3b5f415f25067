export { contradictions } from '../../bench/src/consistency.ts';
