/** `blossom progress`: how far a learner is in the course. */
import { Command } from 'commander';
import { places } from '../config.js';
import { courseMap } from '../grade/progress/course-map.js';
import { mapText } from '../grade/progress/show-map.js';

const NOTES = `
Each check notes what it gave in .blossom/progress, on this machine alone. Delete the folder to begin a new map.`;

export function progressCommand(): Command {
  return new Command('progress')
    .description('the map of the course: what is done, what is open, where to go on')
    .option('--json', 'print it as JSON')
    .addHelpText('after', NOTES)
    .action(progress);
}

async function progress({ json = false }: { json?: boolean }): Promise<void> {
  const map = await courseMap(places.root);
  console.log(json ? JSON.stringify(map, null, 1) : mapText(map));
}
