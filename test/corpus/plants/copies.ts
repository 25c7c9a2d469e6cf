/** Exact and near copies, against the families that the labels make. */
import type { Document } from 'kernel-lib/dist/corpus/document.js';
import { exactKey, normalisedForExact } from 'kernel-lib/dist/corpus/exact/key.js';
import { exactCopies } from 'kernel-lib/dist/corpus/exact/stage.js';
import { nearIndex } from 'kernel-lib/dist/corpus/near/index.js';
import { minHasher } from 'kernel-lib/dist/corpus/near/minHasher.js';
import { sCurve } from 'kernel-lib/dist/corpus/near/options.js';
import { realJaccard } from 'kernel-lib/dist/corpus/near/verify.js';
import { textSimilarity } from 'kernel-lib/dist/world/web/similarity.js';
import { count, countWrong, tally, type Figures } from './tally.js';
import { isClean, labelOf, type Met } from './web.js';

export type There = Met & { document: Document };
export const thereOf = (web: readonly Met[]) => web.filter((met): met is There => met.document !== undefined);

/** The page that a page's text comes from in the end, following labels of copies. */
export function roots(web: readonly Met[]): (id: string) => string {
  const sourceOf = new Map<string, string>();
  for (const met of web) {
    const of = labelOf(met, 'exact-copy')?.of ?? labelOf(met, 'near-copy')?.of;
    if (of !== undefined) sourceOf.set(met.page.id, of);
  }
  const root = (id: string): string => (sourceOf.has(id) ? root(sourceOf.get(id)!) : id);
  return root;
}

/** The first of each text stays. @returns what is left. */
export function measureExact(web: readonly There[], figures: Figures): There[] {
  const [found, broken, nothing] = [tally(), tally(), tally()];
  const [own, family, same] = [tally(), tally(), tally()];
  const root = roots(web);
  const copies = exactCopies();
  const byId = new Map(web.map((met) => [met.page.id, met]));
  const left: There[] = [];
  for (const met of web) {
    const { document, page, language } = met;
    const original = copies.copyOf(exactKey(document.text), page.id);
    const of = labelOf(met, 'exact-copy')?.of;
    const example = () => `${page.id} of ${of ?? 'nothing'}, found ${original ?? 'none'}: ${document.text}`;
    if (of !== undefined) {
      const kind = labelOf(met, 'near-empty') ? nothing : labelOf(met, 'broken-markup') ? broken : found;
      count(kind, language, original !== undefined, example);
      if (met.whole && byId.get(of)?.whole) count(own, language, original !== undefined, example);
    }
    if (original === undefined) {
      left.push(met);
      continue;
    }
    count(family, language, root(original) === root(page.id), example);
    const truth = (id: string) => normalisedForExact(byId.get(id)!.page.text);
    count(same, language, truth(original) === truth(page.id), example);
  }
  figures.set('exact copies: found, end to end', found);
  figures.set('exact copies: found, of broken markup', broken);
  figures.set('exact copies: found, of next to empty pages', nothing);
  figures.set('exact copies: found, where both texts came whole', own);
  figures.set('exact copies: same family', family);
  figures.set('exact copies: true texts are the same', same);
  return left;
}

/** Candidates at one similarity, with what the curve says for the very pairs. */
export interface CurvePoint {
  pairs: number;
  trials: number;
  candidates: number;
  /** By the labels' similarity, and by that of the texts as they were extracted. */
  expected: { byLabel: number; byText: number };
}
export type Curve = Map<string, CurvePoint>;
const newPoint = (): CurvePoint => ({
  ...{ pairs: 0, trials: 0, candidates: 0 },
  expected: { byLabel: 0, byText: 0 },
});
const similarityOf = (a: There, b: There) =>
  textSimilarity(a.document.text, b.document.text, a.document.language);

/** Near copies and their sources, by the label's similarity: how often they share a band, over seeds of the hashes. */
export function measureCurve(web: readonly There[], hashSeeds: number, curve: Curve): void {
  const byId = new Map(web.map((met) => [met.page.id, met]));
  const pairs = web.flatMap((copy) => {
    const label = labelOf(copy, 'near-copy');
    const source = label?.of === undefined ? undefined : byId.get(label.of);
    return source === undefined
      ? []
      : [{ copy, source, similarity: label!.similarity!, met: similarityOf(copy, source) }];
  });
  for (let seed = 1; seed <= hashSeeds; seed++) {
    const hasher = minHasher({ seed });
    const { bands, rows } = hasher.settings;
    const signature = ({ document }: There) => hasher.signature(document.text, document.language);
    for (const { copy, source, similarity, met } of pairs) {
      const [a, b] = [signature(copy), signature(source)];
      const equalBand = (band: number) => {
        for (let i = band * rows; i < (band + 1) * rows; i++) if (a[i] !== b[i]) return false;
        return true;
      };
      const isCandidate = Array.from({ length: bands }, (_, band) => band).some(equalBand);
      const name = `${copy.language} ${(Math.round(similarity * 10) / 10).toFixed(1)}`;
      const point = curve.get(name) ?? newPoint();
      curve.set(name, point);
      if (seed === 1) point.pairs++;
      point.trials++;
      point.candidates += Number(isCandidate);
      point.expected.byLabel += sCurve(similarity);
      point.expected.byText += sCurve(met);
    }
  }
}

/** The pipeline's removal of near copies, verified by the real similarity. */
export function measureNear(web: readonly There[], threshold: number, figures: Figures): void {
  const hasher = minHasher();
  const index = nearIndex();
  for (const { document } of web)
    index.add(hasher.signature(document.text, document.language), document.text.length);
  const documents = web.map(({ document }) => document);
  const { keptOf } = index.clusters(realJaccard(hasher, (position) => documents[position]!, threshold));
  const [family, alike, lost, replaced] = [tally(), tally(), tally(), tally()];
  const root = roots(web);
  web.forEach((met, i) => {
    const kept = web[keptOf[i]!]!;
    if (isClean(met)) {
      const own = root(kept.page.id) === root(met.page.id);
      countWrong(lost, met.language, !own, () => exampleOf(met, kept));
      countWrong(replaced, met.language, own && kept !== met, () => exampleOf(met, kept));
    }
    if (kept === met) return;
    const related = root(kept.page.id) === root(met.page.id) || sharesAdvertisement(met, kept);
    count(family, met.language, related, () => exampleOf(met, kept));
    const similarity = textSimilarity(met.page.text, kept.page.text, met.document.language);
    count(
      alike,
      met.language,
      similarity >= threshold,
      () => `${similarity.toFixed(3)} ${exampleOf(met, kept)}`,
    );
  });
  figures.set('near copies: same family or template', family);
  figures.set('near copies: true texts as similar as asked', alike);
  figures.set('near copies: clean pages lost', lost);
  // The longer one stays, and an edited copy is often that.
  figures.set('near copies: clean pages left for their copy', replaced);
}

function sharesAdvertisement(a: Met, b: Met): boolean {
  const families = (met: Met) => (labelOf(met, 'advertisement')?.spans ?? []).map(({ what }) => what);
  const others = new Set(families(b));
  return families(a).some((what) => others.has(what));
}

const exampleOf = (a: There, b: There) =>
  `${a.page.id} (${a.page.labels.map(({ kind }) => kind).join()}) of ${b.page.id} (${b.page.labels.map(({ kind }) => kind).join()}): ${a.document.text.slice(0, 80)} ‖ ${b.document.text.slice(0, 80)}`;
