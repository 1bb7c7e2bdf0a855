import { blockSuite } from './blocks';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';

operationSuite('wasm');
blockSuite('wasm');
referenceSuite('wasm');
