/** The look of the page, and its one script. */

export const STYLE = `
:root { --paper: #fdfdfb; --ink: #22262a; --soft: #68707a; --line: #e2e4e1; --code: #f4f5f2; --link: #0b5fa5; --accent: #a3406a;
  --comment: #6a737d; --string: #0a6640; --number: #8a4b00; --keyword: #8a2061; --call: #0b5fa5;
  --red: #b3261e; --green: #1a7f37; --yellow: #8a6100; --blue: #0b5fa5; --magenta: #8a2061; --cyan: #0b6e75; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e2e4e6; --soft: #9aa2ab; --line: #31353b; --code: #1f2227;
  --link: #7fbcf5; --accent: #f09ac0; --comment: #8d96a0; --string: #8fd6a9; --number: #efb876; --keyword: #f09ac0; --call: #8cc2f5;
  --red: #ff8a80; --green: #7ddb96; --yellow: #e6c370; --blue: #8cc2f5; --magenta: #f09ac0; --cyan: #7fd6dc; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.65; font-size: 17px;
  font-family: "Source Sans 3", "Segoe UI", system-ui, -apple-system, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 3rem 1.25rem 6rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2.2em 0 .6em; }
h1 { font-size: 2.1rem; margin-top: 0; } h2 { font-size: 1.5rem; padding-top: .8em; border-top: 1px solid var(--line); } h3 { font-size: 1.2rem; }
.text { max-width: 43rem; } .text p, .text ul, .text ol { margin: .8em 0; }
a { color: var(--link); text-underline-offset: .15em; }
blockquote { margin: 1em 0; padding: .1em 1.1em; border-left: 3px solid var(--accent); color: var(--soft); }
details { margin: .8em 0; padding: .4em .9em; border: 1px solid var(--line); border-radius: 6px; } summary { cursor: pointer; }
code, pre { font-family: ui-monospace, "Cascadia Code", "SF Mono", Menlo, Consolas, "Noto Sans Mono", "Noto Sans Mono CJK SC", monospace; font-size: .86em; }
:not(pre) > code { background: var(--code); padding: .1em .3em; border-radius: 4px; }
code.formula { font-style: italic; }
pre { margin: .9em 0; padding: .8em 1em; overflow: auto; border-radius: 6px; line-height: 1.5; tab-size: 2; }
pre code { font-size: 1em; }
pre.source, .text pre { background: var(--code); } pre.source { border-left: 3px solid var(--line); position: relative; padding-right: 3.5em; white-space: pre-wrap; overflow-wrap: anywhere; }
caption { text-align: left; white-space: nowrap; }
pre.source::after { content: attr(data-count); position: absolute; top: .5em; right: .8em; color: var(--soft); font-size: .8em; }
pre.output { margin: .4em 0 .4em .2em; padding: .3em 1em; max-height: 34rem; } pre.stderr { color: var(--soft); border-left: 3px solid var(--yellow); }
pre.error { color: var(--ink); border-left: 3px solid var(--red); background: color-mix(in srgb, var(--red) 8%, transparent); padding: .7em 1em; }
.task { margin: 1.4em 0 -.6em; font-size: .8rem; color: var(--accent); letter-spacing: .03em; }
.comment { color: var(--comment); font-style: italic; } pre .text { color: var(--string); } .number { color: var(--number); } .keyword { color: var(--keyword); } .call { color: var(--call); }
figure { margin: 1em 0; } figure img, .text img { max-width: 100%; height: auto; } .plot { min-height: 12rem; overflow: hidden; }
.html { overflow-x: auto; margin: .8em 0; }
table { border-collapse: collapse; font-size: .92em; font-variant-numeric: tabular-nums; margin: .6em 0; display: block; overflow-x: auto; max-width: 100%; }
th, td { padding: .3em .8em; border-bottom: 1px solid var(--line); text-align: left; } th { color: var(--soft); font-weight: 600; }
nav { padding: 1.5rem 1.25rem 0; max-width: 50rem; margin: 0 auto; font-size: .88rem; } nav ol { list-style: none; margin: 0; padding: 0; }
nav a { color: var(--soft); text-decoration: none; display: block; padding: .16em 0; } nav a:hover { color: var(--link); } .level-3 { padding-left: 1em; }
@media (min-width: 84rem) { nav { position: fixed; top: 3rem; left: max(1.5rem, calc(50vw - 41rem)); width: 14rem; padding: 0; max-height: calc(100vh - 6rem); overflow: auto; } }
@media print { nav { display: none; } body { font-size: 11pt; } pre.output { max-height: none; } section { break-inside: avoid-page; } }
.ansi-bold { font-weight: 700; } .ansi-dim { opacity: .65; }
.ansi-1, .ansi-9 { color: var(--red); } .ansi-2, .ansi-10 { color: var(--green); } .ansi-3, .ansi-11 { color: var(--yellow); } .ansi-4, .ansi-12 { color: var(--blue); }
.ansi-5, .ansi-13 { color: var(--magenta); } .ansi-6, .ansi-14 { color: var(--cyan); } .ansi-7, .ansi-8 { color: var(--soft); }
`;

/** Draws each chart where its picture stands; a chart that Plotly refuses keeps the picture. */
export const PLOT_SCRIPT = `
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const themed = (layout) => {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--ink').trim();
    const line = style.getPropertyValue('--line').trim();
    const result = { ...layout, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', autosize: true };
    delete result.width;
    result.font = { ...layout.font, color: ink };
    if (layout.title && layout.title.text) result.title = { ...layout.title, font: { ...layout.title.font, color: ink } };
    for (const key of new Set(['xaxis', 'yaxis', ...Object.keys(layout)])) {
      if (/^[xy]axis\\d*$/.test(key)) result[key] = { gridcolor: line, zerolinecolor: line, linecolor: line, ...layout[key] };
    }
    return result;
  };
  const boxes = [...document.querySelectorAll('.plot')].map((box) => {
    const figure = JSON.parse(box.querySelector('script').textContent);
    const bar = !figure.config || figure.config.displayModeBar !== false;
    return { box, bar, figure: { data: figure.data, layout: figure.layout || {} } };
  });
  const draw = async ({ box, bar, figure }) => {
    const copy = JSON.parse(JSON.stringify(figure));
    const place = box.querySelector('.chart') || box.appendChild(Object.assign(document.createElement('div'), { className: 'chart' }));
    try {
      await Plotly.react(place, copy.data, themed(copy.layout), { responsive: true, displaylogo: false, displayModeBar: bar && 'hover' });
      for (const picture of box.querySelectorAll('img')) picture.remove();
    } catch (error) {
      place.remove();
      console.error(error);
    }
  };
  const drawAll = () => Promise.all(boxes.map(draw));
  dark.addEventListener('change', drawAll);
  drawAll();
})();
`;
