/** The course's school: its world, what it reads, its recipe, and the model that comes out. */
export { SCHOOL, type SchoolRecipe } from './recipe.js';
export { schoolWorld } from './texts.js';
export { openSchool, schoolModel, schoolTraining, type School, type SchoolOptions } from './school.js';
export { loadSchoolCurves, type SchoolCurves, type SchoolRun } from './curves.js';
export { loadSchoolModel, type SchoolModel } from './checkpoint.js';
