import { blockSuite } from './blocks';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';
import { trainingSuite } from './training';

operationSuite('cpu');
blockSuite('cpu');
referenceSuite('cpu');
trainingSuite('cpu');
