/** The frame and the look of feedback and report: one file that needs nothing else and runs no script. */
import { escapeHtml } from '../../display/escape.js';
import { STYLE } from '../../notebook/html-page.js';
import { SIGNS, type Mark } from './words.js';

/** On top of the look of every page of the course. Each colour has a sign or a word beside it. */
const OWN_STYLE = `
main { padding-top: 2.2rem; } h1 { margin-bottom: .2rem; overflow-wrap: anywhere; } h2 { margin-top: 2.4rem; } h3 { margin: 0; overflow-wrap: anywhere; }
.kicker { margin: 0 0 .6rem; color: var(--accent); font-size: .85rem; letter-spacing: .08em; text-transform: uppercase; }
.under { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.score { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .8rem; margin: 1.4rem 0 .4rem; }
.score b { font-size: 2.6rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
.bar { height: .7rem; border-radius: .35rem; background: var(--line); overflow: hidden; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar span { display: block; height: 100%; min-width: 0; border-radius: inherit; background: var(--link); }
.notice { margin: 1.2rem 0; padding: .7rem 1rem; border-left: 4px solid var(--yellow); background: var(--code); border-radius: 0 6px 6px 0; }
.notice p { margin: 0; } .notice p + p { margin-top: .5em; }
.good { --mark: var(--green); } .bad { --mark: var(--red); } .open { --mark: var(--soft); } .machine, .hand { --mark: var(--blue); }
.mark { color: var(--mark); font-weight: 600; white-space: nowrap; } .mark i { font-style: normal; display: inline-block; width: 1.3em; }
.task-card { margin: 1.1rem 0; padding: 1rem 1.2rem 1.1rem; border: 1px solid var(--line); border-left: 4px solid var(--mark); border-radius: 8px; break-inside: avoid; }
.task-card header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .1rem 1rem; align-items: baseline; }
.task-card p, .task-card ul { margin: .55em 0 0; } .task-card li { overflow-wrap: anywhere; white-space: pre-line; } .task-card ul { padding-left: 1.3em; }
.points { font-variant-numeric: tabular-nums; white-space: nowrap; }
.next::before { content: "→ "; color: var(--accent); font-weight: 700; }
.task-card blockquote { margin: .8em 0 0; } .task-card blockquote p { margin: .3em 0; white-space: pre-line; overflow-wrap: anywhere; color: var(--ink); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
.chart { margin: 1rem 0; } .chart-row { display: grid; grid-template-columns: 5.5rem 1fr 2.5rem; gap: .9rem; align-items: center; padding: .15rem 0; } .chart-row .value { text-align: right; font-variant-numeric: tabular-nums; }
.part { margin: 2.2rem 0 .6rem; } table .bar { min-width: 6rem; margin-bottom: .2rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .8rem; margin: 1.4rem 0; padding: 0; list-style: none; }
.facts li { padding: .7rem 1rem; border: 1px solid var(--line); border-radius: 8px; color: var(--soft); font-size: .9rem; } .facts b { display: block; color: var(--ink); font-size: 1.5rem; font-variant-numeric: tabular-nums; }
td, th { vertical-align: top; overflow-wrap: break-word; } th[scope=row] { color: inherit; } .amount { text-align: right; } summary { overflow-wrap: anywhere; } li { overflow-wrap: anywhere; }
main.wide { max-width: 62rem; } .wide ul.under { padding-left: 1.3em; } .code-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
.code-pair > * { min-width: 0; } .code-pair pre { background: var(--code); white-space: pre-wrap; overflow-wrap: anywhere; } .code-pair figure { margin: .4em 0; } figcaption { color: var(--soft); font-size: .9rem; }
@media (max-width: 30rem) { body { font-size: 16px; } main { padding: 1.4rem 1rem 4rem; } ul { padding-left: 1.3em; } }
@media print { main { max-width: none; padding: 0; } .task-card, .notice { break-inside: avoid; } h2, h3 { break-after: avoid; } details { border: 0; padding: 0; } }
`;

/** No script, nothing loaded, nothing sent: what a page of untrusted names and answers may do is look. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export function reportPage({
  title,
  body,
  wide = false,
}: {
  title: string;
  body: string;
  wide?: boolean;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${OWN_STYLE}</style>
</head>
<body>
<main${wide ? ' class="wide"' : ''}>
${body}
</main>
</body>
</html>
`;
}

/** A name or an id may be written from right to left, and must not turn what stands beside it. */
export const isolated = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`;

/** A sign and a word in the mark's colour. */
export const markHtml = (mark: Mark, label: string) =>
  `<span class="mark ${mark}"><i aria-hidden="true">${SIGNS[mark]}</i>${escapeHtml(label)}</span>`;

/** A bar of a share from 0 to 1; `label` says the same in words. */
export function barHtml(share: number, label: string): string {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return `<div class="bar" role="img" aria-label="${escapeHtml(label)}"><span style="width:${percent}%"></span></div>`;
}

/** `00-journey` → `Lesson 00: journey`. */
export function lessonTitle(lesson: string): string {
  const [, number, name] = /^(\d+\w?)-(.+)$/.exec(lesson) ?? [];
  return name === undefined ? titleOf(lesson) : `Lesson ${number}: ${name.replace(/[-_]+/g, ' ')}`;
}

/** `mask-sentence` → `Mask sentence`. */
export const titleOf = (id: string) => {
  const words = id.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
