import { testFrontEnd } from './frontEndTests.js';

testFrontEnd('the classic Notebook 7');
