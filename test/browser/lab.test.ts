import { testFrontEnd } from './frontEndTests.js';

testFrontEnd('JupyterLab 4');
