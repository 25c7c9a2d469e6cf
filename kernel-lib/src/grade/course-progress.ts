/** What a learner calls in a notebook to see how far they are. */
import { host } from '../display/host.js';
import { View } from '../display/show.js';
import { courseRoot } from './tasks.js';
import { courseMap, type CourseMap } from './progress/course-map.js';
import { mapHtml, mapText } from './progress/show-map.js';

/**
 * The map of the course: `await courseProgress()`. Made outside of the learner's process where a kernel runs the cell.
 */
export async function courseProgress(): Promise<View> {
  const target = host();
  const map = (await (target === undefined
    ? courseMap(courseRoot())
    : target.request('progress', {}))) as CourseMap;
  return new View(() => ({ 'text/html': mapHtml(map), 'text/plain': mapText(map) }));
}

/** The kernel's side of it, for `Session.start({ requests: { progress: progressRequestHandler() } })`. */
export function progressRequestHandler(root = courseRoot()): () => Promise<CourseMap> {
  return () => courseMap(root);
}
