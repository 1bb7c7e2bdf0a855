import { blockSuite } from './blocks';
import { operationSuite } from './operations';

operationSuite('cpu');
blockSuite('cpu');
