/** Getting the books ready, in the order of the pipeline: `corpus.collect(…)`, `corpus.minHasher(…)`. */
export type {
  Document,
  Dropped,
  Judge,
  Origin,
  Problem,
  RawDocument,
  Reason,
  Span,
  Verdict,
} from './document.js';
export { compose, stageOf, type Stage, type StageCount } from './stream.js';

// collect, extract, normalise
export { collect } from './collect/collect.js';
export { crawl, type CrawlEvent, type CrawlOptions } from './collect/crawl/crawl.js';
export { extract, type ExtractOptions } from './extract/extract.js';
export { mainLines, allLines } from './extract/lines.js';
export { readableText } from './extract/readability.js';
export { normalise, normaliseText } from './normalise/normalise.js';
export { guessLanguage } from './normalise/language.js';

// exact and near copies
export { exactKey, normalisedForExact } from './exact/key.js';
export { exactStage } from './exact/stage.js';
export { jaccard, shingles } from './near/units.js';
export { minHasher, type MinHasher } from './near/minHasher.js';
export { similarity } from './near/byHand.js';
export { nearIndex, type NearClusters, type NearIndex } from './near/index.js';
export { nearStage } from './near/stage.js';
export { sCurve, type NearOptions } from './near/options.js';
export { unionFind, type UnionFind } from './near/unionFind.js';

// quality, personal data
export { qualityRules } from './quality/judge.js';
export { textStatistics, type TextStatistics } from './quality/statistics.js';
export { trainClassifier } from './quality/classifier/train.js';
export { Classifier } from './quality/classifier/classifier.js';
export { classifierJudge } from './quality/classifier/judge.js';
export { mojibake } from './quality/mojibake/judge.js';
export { otherLanguage } from './quality/other-language.js';
export { boilerplate } from './quality/boilerplate.js';
export { advertisement } from './quality/advertisement.js';
export { keywordSoup, nearEmpty } from './quality/soup.js';
export { toxic } from './quality/toxic.js';
export { garbled } from './quality/garbled.js';
export { cleanLines } from './quality/clean-lines.js';
export { tagger, type LexiconWord } from './tag/lexicon.js';
export { trainTagger, trainedTagger } from './tag/train.js';
export { PerceptronTagger } from './tag/perceptron.js';
export { featuresOfTokens } from './tag/token-features.js';
export { contamination, contaminationReport } from './contamination/judge.js';
export { pii } from './pii/judge.js';
export { findPersonalData } from './pii/find.js';
export { isCardNumber, isIdentityNumber } from './pii/checks.js';

// shards and the whole run
export { writeShards, type TokenDocument } from './pack/shard-writer.js';
export { openShards, type Shards } from './pack/shards.js';
export { shardSource, type ShardSource, type TokenBatch } from './pack/source.js';
export { fingerprintOf } from './pack/shard-format.js';
export { buildCorpus, type BuildRequest, type BuildResult } from './pipeline/build.js';
