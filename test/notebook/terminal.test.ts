import assert from 'node:assert/strict';
import type { Cell } from 'kernel-lib/dist/notebook/format.js';
import { terminalView, type TerminalOptions } from 'kernel-lib/dist/notebook/terminal.js';
import { markdownText, paint, shownColumns } from 'kernel-lib/dist/notebook/terminal-markdown.js';
import { onlyColours } from 'kernel-lib/dist/notebook/ansi.js';
import { display, stdout } from './fake-session.js';

function terminal(options: TerminalOptions & { columns?: number; rows?: number; isTTY?: boolean } = {}) {
  let text = '';
  const stream = { write: (more: string) => (text += more), ...options };
  return { view: terminalView(stream, options), text: () => text, screen: () => screenOf(text) };
}

/** What a terminal shows after these characters, of which it knows "up" and "clear to the end". */
function screenOf(text: string): string {
  let lines = [''];
  let row = 0;

  for (const [token] of text.matchAll(/\x1b\[(\d+)A|\x1b\[0J|\x1b\[\d*m|[\s\S]/g)) {
    if (token.endsWith('A') && token.length > 1) row -= Number.parseInt(token.slice(2), 10);
    else if (token === '\x1b[0J') lines = [...lines.slice(0, row), ''];
    else if (token.startsWith('\x1b')) continue;
    else if (token === '\n') row++;
    else if (token !== '\r') lines[row] = (lines[row] ?? '') + token;
    while (lines.length <= row) lines.push('');
  }
  return lines.join('\n');
}

const code = (source: string): Cell => ({
  cell_type: 'code',
  id: 'a',
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
});
const text = (source: string): Cell => ({ cell_type: 'markdown', id: 'b', metadata: {}, source });

describe('a notebook in the terminal', () => {
  it('shows text, code, streams, results and tracebacks without colours in a file', () => {
    const { view, text: written } = terminal();
    view.onCell(text('# Title\n\nSome **bold** text.'));
    view.onCell(code('const x = 1;\nx;'));
    view.onOutput(stdout('out \x1b[31mred\x1b[39m\n'));
    view.onOutput({
      output_type: 'execute_result',
      execution_count: 1,
      data: { 'text/plain': '1' },
      metadata: {},
    });
    view.onOutput({ output_type: 'error', ename: 'E', evalue: 'v', traceback: ['E: v', '  at cell 1'] });
    view.onOutput({ output_type: 'display_data', data: { 'image/png': 'x' }, metadata: {} });
    view.end();
    assert.equal(
      written(),
      '\nTitle\n═════\n\nSome bold text.\n\n  │ const x = 1;\n  │ x;\nout red\n1\nE: v\n  at cell 1\n[image/png: see the page that --html writes]\n',
    );
  });

  it('has colours on a terminal, none where NO_COLOR is set', () => {
    const before = process.env['NO_COLOR'];
    try {
      delete process.env['NO_COLOR'];
      const coloured = terminal({ isTTY: true });
      coloured.view.onCell(code('x'));
      assert.ok(coloured.text().includes('\x1b[2m'));
      process.env['NO_COLOR'] = '1';
      const plain = terminal({ isTTY: true });
      plain.view.onCell(code('x'));
      plain.view.onOutput(stdout('\x1b[31mred\x1b[39m'));
      assert.ok(!plain.text().includes('\x1b'));
    } finally {
      if (before === undefined) delete process.env['NO_COLOR'];
      else process.env['NO_COLOR'] = before;
    }
  });

  it('rewrites progress in place on a terminal, below the other output', () => {
    const { view, screen, text: written } = terminal({ live: true, columns: 40, rows: 10 });
    view.onCell(code('train();'));
    view.onOutput(stdout('no line end'));
    view.onOutput(display('bar 0 %', 'bar'));
    view.onOutput(display('chart\n1\n2', 'chart'));
    for (let i = 1; i <= 100; i++) {
      view.onOutput(display(`bar ${i} %`, 'bar', true));
      if (i === 50) view.onOutput(stdout('half\nrest'));
    }
    view.onOutput(stdout(' of it'));
    view.end();
    assert.equal(screen(), '\n  │ train();\nno line end\nhalf\nbar 100 %\nchart\n1\n2\nrest of it\n');
    assert.ok(written().includes('bar 99 %'));
  });

  it('counts the rows of lines that the terminal breaks, and never goes above the screen', () => {
    const wide = terminal({ live: true, columns: 10, rows: 30 });
    wide.view.onOutput(display('春'.repeat(12), 'a'));
    wide.view.onOutput(display('short', 'a', true));
    assert.ok(wide.text().includes('\x1b[3A'));
    const low = terminal({ live: true, columns: 10, rows: 4 });
    low.view.onOutput(display('1\n2\n3\n4\n5', 'a'));
    low.view.onOutput(display('6\n7\n8\n9\n0', 'a', true));
    assert.ok(low.text().includes('\x1b[3A') && !low.text().includes('\x1b[5A'));
    assert.equal(low.screen(), '8\n9\n0\n');
  });

  it('writes a few of 500 updates into a file, the last one among them', () => {
    let now = 0;
    const { view, text: written } = terminal({ now: () => now });
    view.onOutput(display('step 0', 'bar'));
    for (let i = 1; i <= 500; i++) {
      now += 50;
      view.onOutput(display(`step ${i}`, 'bar', true));
    }
    view.end();
    assert.equal(written(), 'step 20\nstep 220\nstep 420\nstep 500\n');
  });

  it('writes what is finished within a second once into a file, and in its place', () => {
    const { view, text: written } = terminal({ now: () => 0 });
    view.onOutput(display('no values yet', 'chart'));
    view.onOutput(display('a curve', 'chart', true));
    view.onOutput(stdout('said after it\n'));
    view.onOutput(display('0 %', 'bar'));
    view.onOutput(display('100 %', 'bar', true));
    view.end();
    assert.equal(written(), 'a curve\nsaid after it\n100 %\n');
  });

  it('lets no output steer the terminal', () => {
    assert.equal(
      onlyColours('a\x1b[2Jb\x1b]0;title\x07c\x1b[1mbold\x1b[0m\x07\x00'),
      'abc\x1b[1mbold\x1b[0m',
    );
  });
});

describe('markdown in the terminal', () => {
  const plain = (markdown: string, width = 40) => markdownText(markdown, width, paint(false));

  it('keeps lists, quotes, tables and code readable', () => {
    const markdown =
      '## A `b`\n- one **two**\n  1. three\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\n# no heading\n```\n[text](https://x.org) ![p](a.png)';
    assert.equal(
      plain(markdown),
      'A b\n\n• one two\n  1. three\n│ said\n\n| a | b |\n| 1 | 2 |\n\n    # no heading\ntext (https://x.org) [picture: p]',
    );
  });

  it('leaves names_with_lines, products and code as they are', () => {
    assert.equal(plain('a_b_c 2 * 3 * 4 `**x**` \\*'), 'a_b_c 2 * 3 * 4 **x** *');
  });

  it('breaks English between words, Chinese between characters, not before a mark', () => {
    for (const markdown of [
      'word '.repeat(30),
      '樱花在春天开放，非常著名。'.repeat(5),
      '- ' + 'item '.repeat(20),
    ]) {
      const lines = plain(markdown, 20).split('\n');
      assert.ok(lines.length > 3);
      for (const line of lines) {
        assert.ok(shownColumns(line) <= 22, line);
        assert.doesNotMatch(line, /^[，。]/);
      }
    }
    assert.equal(plain('樱花'.repeat(9), 20), '樱花'.repeat(5) + '\n' + '樱花'.repeat(4));
  });
});
