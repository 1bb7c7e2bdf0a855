import { blockSuite } from './blocks';
import { cellSuite } from './cells';
import { modelSuite } from './models';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';
import { trainingSuite } from './training';

operationSuite('cpu');
blockSuite('cpu');
referenceSuite('cpu');
trainingSuite('cpu');
cellSuite('cpu');
modelSuite('cpu');
