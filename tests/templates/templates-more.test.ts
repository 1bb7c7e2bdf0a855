import { templateSuite } from './suite';

templateSuite(1);
