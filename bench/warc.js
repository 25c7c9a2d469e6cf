/**
 * Reading gzip WARC against npm `warcio`, in one process and in turns: every record with its headers, the HTTP headers
 * and the decoded body of every response. Both sides count the same bytes, or there is no row.
 */
'use strict';

const { createReadStream, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { gzipSync } = require('node:zlib');

const RECORDS = 4000;
const ROUNDS = 5;

/** Pages of 2 to 60 KB of words: half of them sent with gzip, a quarter in chunks. (warcio leaves brotli as it is.) */
function archive() {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const words = Array.from({ length: 5000 }, () =>
    random()
      .toString(36)
      .slice(2, 4 + random() * 8),
  );
  const paragraph = () => Array.from({ length: 60 }, () => words[Math.floor(random() ** 2 * 5000)]).join(' ');
  const members = [];
  for (let i = 0; i < RECORDS; i++) {
    const paragraphs = Array.from({ length: 4 + random() ** 3 * 150 }, () => `<p>${paragraph()}</p>`);
    const html = Buffer.from(`<!doctype html><title>Page ${i}</title><body>${paragraphs.join('\n')}`);
    const url = `https://site${i % 50}.example/page/${i}`;
    members.push(...recordsOf(i, url, html));
  }
  return Buffer.concat(members);
}

function recordsOf(i, url, html) {
  const encoding = i % 2 === 0 ? 'Content-Encoding: gzip\r\n' : '';
  const sent = i % 2 === 0 ? gzipSync(html) : html;
  const chunked = i % 4 === 0;
  const body = chunked
    ? Buffer.concat([Buffer.from(`${sent.length.toString(16)}\r\n`), sent, Buffer.from('\r\n0\r\n\r\n')])
    : sent;
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: example\r\n${encoding}${chunked ? 'Transfer-Encoding: chunked\r\n' : ''}\r\n`;
  const request = `GET /page/${i} HTTP/1.1\r\nHost: example\r\nUser-Agent: bench\r\n\r\n`;
  const member = (type, media, block) => {
    const id = `<urn:uuid:00000000-0000-4000-8000-${String(i).padStart(12, '0')}>`;
    const headers = `WARC/1.1\r\nWARC-Type: ${type}\r\nWARC-Record-ID: ${id}\r\nWARC-Target-URI: ${url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: ${media}\r\nContent-Length: ${block.length}\r\n\r\n`;
    return gzipSync(Buffer.concat([Buffer.from(headers), block, Buffer.from('\r\n\r\n')]));
  };
  return [
    member('request', 'application/http; msgtype=request', Buffer.from(request)),
    member('response', 'application/http; msgtype=response', Buffer.concat([Buffer.from(head), body])),
    member('metadata', 'application/warc-fields', Buffer.from('fetchTimeMs: 12\r\n')),
  ];
}

async function ours(path) {
  const { warcRecords } = require('../kernel-lib/dist/corpus/collect/warc/records.js');
  const { httpOf, bodyOf } = require('../kernel-lib/dist/corpus/collect/warc/http.js');
  const { limitsOf } = require('../kernel-lib/dist/corpus/collect/limits.js');
  const { readingOf } = require('../kernel-lib/dist/corpus/collect/problems.js');
  const limits = limitsOf();
  const reading = readingOf(path, limits, (problem) => {
    throw new Error(problem.message);
  });
  const count = { records: 0, bytes: 0 };
  for await (const { type, block } of warcRecords(path, reading)) {
    count.records++;
    if (type === 'response') count.bytes += bodyOf(httpOf(block), limits.documentBytes).length;
  }
  return count;
}

async function peers(path) {
  const { WARCParser } = await import('warcio');
  const count = { records: 0, bytes: 0 };
  for await (const record of new WARCParser(createReadStream(path, { highWaterMark: 1024 * 1024 }))) {
    count.records++;
    if (record.warcType !== 'response') continue;
    const { status } = record.getResponseInfo();
    if (status === 200) count.bytes += (await record.readFully(true)).length;
  }
  return count;
}

exports.run = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-warc-'));
  try {
    const path = join(folder, 'pages.warc.gz');
    writeFileSync(path, archive());
    const best = { ours: Infinity, peer: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      const counts = {};
      for (const [side, read] of Object.entries({ ours, peer: peers })) {
        const start = performance.now();
        counts[side] = await read(path);
        best[side] = Math.min(best[side], (performance.now() - start) / 1000);
      }
      const { ours: a, peer: b } = counts;
      if (a.records !== b.records || a.bytes !== b.bytes)
        throw new Error(`The two sides read different things: ${JSON.stringify(counts)}.`);
    }
    const [mine, peer] = [(3 * RECORDS) / best.ours, (3 * RECORDS) / best.peer];
    return [
      {
        ...{ bench: 'warc', name: 'gzip WARC, records with bodies, against warcio', unit: 'records/s' },
        ...{ ours: mine, peer, ratio: mine / peer, of: 'ratio', goal: { min: 2 }, floor: 2 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
