import { operationSuite } from './operations';

operationSuite('cpu');
