/**
 * Small mistakes that a person could make in a right solution, as edits of its text. Each operator looks at one node of
 * TypeScript's tree. What only changes a type is no mistake.
 */
import ts from 'typescript';
import { otherNames } from './names.js';

export interface Edit {
  operator: string;
  start: number;
  end: number;
  text: string;
}

/** The replacements of one node's text, or of a part of it. */
type Operator = (node: ts.Node) => { node: ts.Node; text: string }[];

const K = ts.SyntaxKind;

/** Each token and what it is mistaken for. */
const swaps = (pairs: [ts.SyntaxKind, ...string[]][]): Operator => {
  const table = new Map<ts.SyntaxKind, string[]>(pairs.map(([kind, ...others]) => [kind, others]));
  return (node) =>
    ts.isBinaryExpression(node)
      ? (table.get(node.operatorToken.kind) ?? []).map((text) => ({ node: node.operatorToken, text }))
      : [];
};

const comparison = swaps([
  [K.LessThanToken, '<=', '>'],
  [K.LessThanEqualsToken, '<', '>='],
  [K.GreaterThanToken, '>=', '<'],
  [K.GreaterThanEqualsToken, '>', '<='],
  [K.EqualsEqualsEqualsToken, '!=='],
  [K.ExclamationEqualsEqualsToken, '==='],
]);

const arithmetic = swaps([
  [K.PlusToken, '-'],
  [K.MinusToken, '+'],
  [K.AsteriskToken, '/'],
  [K.SlashToken, '*'],
  [K.PercentToken, '*'],
  [K.AsteriskAsteriskToken, '*'],
]);

const assignment = swaps([
  [K.PlusEqualsToken, '-=', '='],
  [K.MinusEqualsToken, '+=', '='],
  [K.AsteriskEqualsToken, '/='],
  [K.SlashEqualsToken, '*='],
]);

const logic = swaps([
  [K.AmpersandAmpersandToken, '||'],
  [K.BarBarToken, '&&'],
]);

/** `a ?? b` without its default. */
const defaults: Operator = (node) =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === K.QuestionQuestionToken
    ? [{ node, text: node.left.getText() }]
    : [];

/** A number that its author marked as `/* free *\/`: another value is another right answer. */
const isFree = (node: ts.Node) =>
  /\bfree\b/.test(node.getSourceFile().text.slice(node.getFullStart(), node.getStart()));

const constants: Operator = (node) => {
  if (ts.isNumericLiteral(node) && !isFree(node)) {
    const value = Number(node.text);
    return [value + 1, value - 1].map((n) => ({ node, text: n < 0 ? `(${n})` : String(n) }));
  }
  if (ts.isStringLiteral(node)) return [{ node, text: node.text === '' ? "'x'" : "''" }];
  if (node.kind === K.TrueKeyword) return [{ node, text: 'false' }];
  if (node.kind === K.FalseKeyword) return [{ node, text: 'true' }];
  return [];
};

/** `!a` and `-a` without their sign; `i++` that counts down. */
const signs: Operator = (node) => {
  if (ts.isPrefixUnaryExpression(node)) {
    const isSign = [K.ExclamationToken, K.MinusToken].includes(node.operator);
    return isSign ? [{ node, text: node.operand.getText() }] : [];
  }
  return [];
};

/** A condition that is negated, and one of which only a branch is left. */
const conditions: Operator = (node) => {
  if (ts.isIfStatement(node)) return [{ node: node.expression, text: `!(${node.expression.getText()})` }];
  if (!ts.isConditionalExpression(node)) return [];
  return [
    { node: node.condition, text: `!(${node.condition.getText()})` },
    { node, text: `(${node.whenTrue.getText()})` },
    { node, text: `(${node.whenFalse.getText()})` },
  ];
};

/** Left out: a call for its effect, an assignment, an `if` without `else`, a `continue` (which may also be a `break`). */
const dropped: Operator = (node) => {
  const isWhole =
    ts.isExpressionStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node) ||
    (ts.isIfStatement(node) && node.elseStatement === undefined);
  const instead = ts.isContinueStatement(node) ? [{ node, text: 'break;' }] : [];
  return isWhole ? [{ node, text: ';' }, ...instead] : [];
};

const OTHER_NAMES: Record<string, string[]> = {
  max: ['min'],
  min: ['max'],
  floor: ['ceil'],
  ceil: ['floor'],
  exp: ['expm1'],
  log: ['log2'],
  startsWith: ['endsWith'],
  endsWith: ['startsWith'],
  every: ['some'],
  some: ['every'],
  indexOf: ['lastIndexOf'],
  findIndex: ['findLastIndex'],
  findLastIndex: ['findIndex'],
  push: ['unshift'],
  unshift: ['push'],
  add: ['sub'],
  sub: ['add'],
  sum: ['mean', 'max'],
  mean: ['sum'],
};

/** `Math.max` for `Math.min`, `push` for `unshift`: another method of the same object. */
const methods: Operator = (node) =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? (OTHER_NAMES[node.expression.name.text] ?? []).map((text) => ({
        node: (node.expression as ts.PropertyAccessExpression).name,
        text,
      }))
    : [];

const CHANGES_FORM = [
  'filter',
  'slice',
  'reverse',
  'sort',
  'map',
  'square',
  'abs',
  'sqrt',
  'neg',
  'expandDims',
];

/** A step of a chain that is forgotten, and a function of one number: `Math.exp(z)` → `z`, `Math.max(...z)` → 0. */
const calls: Operator = (node) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression: object, name } = node.expression;
  if (object.getText() === 'Math') {
    const [first] = node.arguments;
    if (first === undefined) return [];
    return [{ node, text: ts.isSpreadElement(first) ? '0' : `(${first.getText()})` }];
  }
  return CHANGES_FORM.includes(name.text) ? [{ node, text: object.getText() }] : [];
};

/** The neighbour of a list's item. */
const neighbours: Operator = (node) =>
  ts.isElementAccessExpression(node) && !ts.isNumericLiteral(node.argumentExpression)
    ? ['+', '-'].map((sign) => ({
        node: node.argumentExpression,
        text: `(${node.argumentExpression.getText()}) ${sign} 1`,
      }))
    : [];

/** Two arguments in each other's place. */
const order: Operator = (node) => {
  if (!ts.isCallExpression(node) || node.arguments.length !== 2) return [];
  const [a, b] = [node.arguments[0]!, node.arguments[1]!];
  if ([a, b].some((one) => ts.isFunctionLike(one) || ts.isSpreadElement(one))) return [];
  const name = node.expression.getText();
  return [{ node, text: `${name}(${b.getText()}, ${a.getText()})` }];
};

const OPERATORS: Record<string, Operator> = {
  comparison,
  arithmetic,
  assignment,
  logic,
  'dropped default': defaults,
  constant: constants,
  sign: signs,
  condition: conditions,
  'dropped statement': dropped,
  method: methods,
  'dropped call': calls,
  'neighbouring item': neighbours,
  'argument order': order,
  'other name': otherNames,
};

/** All edits of one node by every operator. */
export const editsOf = (node: ts.Node): Edit[] =>
  Object.entries(OPERATORS).flatMap(([operator, mutate]) =>
    mutate(node).map((found) => ({
      operator,
      start: found.node.getStart(),
      end: found.node.getEnd(),
      text: found.text,
    })),
  );
