import { operationSuite } from './operations';

operationSuite('wasm');
