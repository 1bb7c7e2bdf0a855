import { blockSuite } from './blocks';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';

operationSuite('cpu');
blockSuite('cpu');
referenceSuite('cpu');
