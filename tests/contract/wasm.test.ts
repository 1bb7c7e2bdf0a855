import { blockSuite } from './blocks';
import { operationSuite } from './operations';

operationSuite('wasm');
blockSuite('wasm');
