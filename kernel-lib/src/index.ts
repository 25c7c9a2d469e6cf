/** What a lesson imports from 'kernel-lib', in reading order. */
export { seededRandom, randomInt, pick, shuffle, type Random } from './random.js';
export { UserError } from './errors.js';
export type { ProgressRecord } from './progress.js';

// display: charts, tables, progress, text
export { display, clearOutput, View } from './display/show.js';
export { lineChart, scatterChart, barChart, heatMap, histogram, Chart } from './display/chart/chart.js';
export type {
  Axis,
  Bar,
  BarDescription,
  ChartDescription,
  HeatMapDescription,
  HistogramDescription,
  LineDescription,
  Rule,
  ScatterDescription,
  Series,
} from './display/chart/description.js';
export { liveChart, type LiveChart } from './display/chart/live.js';
export { interactiveHtml, loadPlotly, plotlyScript, chartHtml } from './display/chart/page.js';
export { table, type TableOptions } from './display/table.js';
export { progress, withProgress, followProgress, type Progress } from './display/progressBar.js';
export { tokenStrip, compare, note, markdown, html, svg, stars } from './display/pieces.js';
export { image } from './display/image.js';
export { figure, type FigureOptions, type FigureRecord, type Goal } from './display/figure.js';
export { bandFor, type Band } from './display/manifest.js';
export { PALETTE, type Colour } from './display/palette.js';
export { escapeHtml } from './display/escape.js';
export {
  BUNDLE,
  type Comm,
  type CommData,
  type CommMessage,
  type CommOptions,
  type Displayable,
  type MimeBundle,
} from './display/host.js';
export { prompt, type PromptOptions } from './display/prompt.js';
export { registerCommTarget, openComm } from './display/comm.js';
export { check } from './grade/check.js';
export { courseProgress } from './grade/course-progress.js';

// evaluate: `evaluate.clozesOf(…)`
export * as evaluate from './evaluate/index.js';
export * as inspect from './evaluate/inspect/index.js';

// train
export {
  pretrain,
  pretrainSource,
  pretrainLoss,
  lossesOf,
  hideTokens,
  entropies,
  sizesOf,
  DivergedError,
  type Entropies,
  type HideOptions,
  type ObjectiveName,
  type ObjectiveOptions,
  type Phase,
  type PretrainBatch,
  type PretrainOptions,
  type PretrainSource,
  type PretrainSourceOptions,
} from './train/pretrain/index.js';
export {
  SCHOOL,
  schoolWorld,
  openSchool,
  schoolModel,
  schoolTraining,
  loadSchoolModel,
  loadSchoolCurves,
  type School,
  type SchoolCurves,
  type SchoolModel,
  type SchoolOptions,
  type SchoolRecipe,
} from './train/school/index.js';
export { trainOnCorpus, type OwnTraining, type OwnEvent, type OwnResult } from './train/own/train.js';
export { loadTrained, type Trained } from './train/own/folder.js';
export { trainLoop, type TrainOptions, type TrainRecord } from './train/loop.js';
export { saveTraining, restoreTraining, type TrainingState } from './train/resume.js';
export { NotFiniteError } from './train/finite.js';
export type { BatchCount, BatchSource } from './train/source.js';
export { warmUp, linearDecay, cosineDecay, combineSchedules, type Schedule } from './train/schedule.js';
export { adamW, scaleByAdam, type AdamOptions, type AdamWOptions } from './train/optimizers/adamw.js';
export {
  muon,
  smoothed,
  newtonSchulz,
  orthogonalised,
  scaleByShape,
  type MuonOptions,
} from './train/optimizers/muon.js';
export {
  addDecayedWeights,
  chain,
  scaleByLearningRate,
  type ParameterRule,
  type Piece,
  type Tensors,
} from './train/optimizers/pieces.js';
export { optimizerOf, splitBy, type Optimizer } from './train/optimizers/optimizer.js';

// generate
export {
  generate,
  streamRows,
  streamTokens,
  type EndReason,
  type GeneratedToken,
  type GenerateOptions,
  type Generation,
} from './generate/generate.js';
export {
  fillBlanks,
  type Filled,
  type FilledBlank,
  type FillOptions,
  type FillOrder,
} from './generate/fill.js';
export {
  drawToken,
  forbid,
  greedy,
  logProbability,
  penalizeRepetition,
  probabilities,
  samplerOf,
  topK,
  topP,
  withTemperature,
  type Sampler,
  type SamplingOptions,
} from './generate/sampling.js';
export { continueText, continueTokens, type ContinueOptions } from './generate/continuation.js';
export { ofModel } from './generate/network.js';
export type { Continuation, LanguageModel } from './generate/model.js';

// ops, nn: `ops.attention(…)`, `nn.createModel(…)`
export * as ops from './ops/index.js';
export * as nn from './nn/index.js';
export { describe } from './display/describe.js';
export {
  saveCheckpoint,
  readCheckpoint,
  loadWeights,
  type Checkpoint,
  type CheckpointExtras,
  type Weights,
} from './nn/checkpoint.js';

// corpus: `corpus.collect(…)`, `corpus.minHasher(…)`
export * as corpus from './corpus/index.js';
export type { Document, Dropped, RawDocument } from './corpus/document.js';

// backend, text, world
export { chooseBackend, type Choice } from './backend/choose.js';
export { tokenize, countTokens, joinTokens, isSpecial, SPECIAL } from './text/tokens.js';
export { Vocabulary } from './text/vocabulary.js';
export { asDocument } from './text/document.js';
export { trainTokenizer, type LearntMerge, type TrainTokenizerOptions } from './text/bpe/train.js';
export { Tokenizer, type Piece as TokenPiece } from './text/bpe/tokenizer.js';
export { CountModel } from './text/ngram/countModel.js';
export { trainCountModel, scoreTexts, continueDocument, type TextScore } from './text/ngram/use.js';
export { createWorld, type World, type WorldOptions, type DocumentOptions } from './world/world.js';
export { textOf, type WorldDocument } from './world/document.js';
export type { Fact, Paraphrase } from './world/facts.js';
export type { Person } from './world/people.js';
export { webPages } from './world/web/pages.js';
export { testItems } from './world/web/testItems.js';
export type { Label, PlantKind, PlantSpan, WebPage } from './world/web/page.js';
export { serveSite, type ServedSite, type Visit } from './world/web/site.js';
export { writeWarc } from './world/web/warc.js';
export { writeBooks } from './world/web/books.js';
export { writePapers } from './world/web/papers.js';
export {
  journey,
  articleBlank,
  heldOutBlank,
  questionsAbout,
  everydayBlanks,
  knownNames,
} from './world/journey.js';
export type { Blank, Journey, Page, PageKind, Question } from './world/journey.js';
export { PLACES, type Language, type Place } from './world/journey-facts.js';
