import { blockSuite } from './blocks';
import { cellSuite } from './cells';
import { modelSuite } from './models';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';
import { trainingSuite } from './training';

operationSuite('wasm');
blockSuite('wasm');
referenceSuite('wasm');
trainingSuite('wasm');
cellSuite('wasm');
modelSuite('wasm');
