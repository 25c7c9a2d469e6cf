/** The formats of `blossom export --to`. A new one is a file beside this one and a line here. */
import { exportClassroom50 } from './classroom50.js';
import { exportCsv } from './csv.js';
import type { Exporter } from './exported.js';
import { exportGradescope } from './gradescope.js';
import { exportNbgrader } from './nbgrader.js';
import { exportPrairielearn } from './prairielearn.js';

export const FORMATS: Readonly<Record<string, Exporter>> = {
  csv: exportCsv,
  nbgrader: exportNbgrader,
  gradescope: exportGradescope,
  classroom50: (grades) => exportClassroom50()(grades),
  prairielearn: exportPrairielearn,
};
