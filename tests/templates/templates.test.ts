import { templateSuite } from './suite';

templateSuite(0);
