/**
 * What authors wrote in front of their declarations. Files of packages are parsed without it: a quarter of the time
 * and a tenth of the room. It is read when somebody asks, for the whole of the file that the answer is in.
 */
import ts from 'typescript';

/** What TypeScript keeps to itself. */
const inner = ts as typeof ts & {
  getJSDocCommentRanges(node: ts.Node, text: string): ts.CommentRange[] | undefined;
  parseIsolatedJSDocComment(text: string, start: number, length: number): { jsDoc: ts.JSDoc } | undefined;
};
type Documented = ts.Node & { jsDoc?: ts.JSDoc[] };
type File = ts.SourceFile & { jsDocParsingMode?: ts.JSDocParsingMode };

/** Reads what says that a name is deprecated: such names are offered last. */
export function readDeprecations(file: ts.SourceFile): void {
  for (const { index } of file.text.matchAll(/@deprecated\b/g)) {
    const node = declarationBehind(file, index);
    if (node !== undefined) attach(node, file.text);
  }
}

/** Reads what stands in front of every declaration of these files, once. */
export function readDocumentation(files: Iterable<ts.SourceFile>): void {
  for (const file of files as Iterable<File>) {
    if (file.jsDocParsingMode !== ts.JSDocParsingMode.ParseNone) continue;
    file.jsDocParsingMode = ts.JSDocParsingMode.ParseAll;
    const visit = (node: ts.Node): void => {
      if (isDocumented(node)) attach(node, file.text);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
}

/** The files that declare what stands at this place, and those of the classes and interfaces above it. */
export function filesBehind(service: ts.LanguageService, path: string, position: number): Set<ts.SourceFile> {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const files = new Set<ts.SourceFile>();
  const types: ts.Type[] = [];
  for (const { fileName, textSpan } of service.getDefinitionAtPosition(path, position) ?? []) {
    const file = program.getSourceFile(fileName);
    if (file === undefined) continue;
    files.add(file);
    const declaration = declarationBehind(file, textSpan.start);
    const around = declaration?.parent;
    if (around !== undefined && (ts.isClassLike(around) || ts.isInterfaceDeclaration(around)))
      types.push(checker.getTypeAtLocation(around));
  }
  for (let type = types.pop(); type !== undefined; type = types.pop()) {
    for (const { declarations = [] } of [type.symbol])
      declarations.forEach((one) => files.add(one.getSourceFile()));
    if (type.isClassOrInterface()) types.push(...checker.getBaseTypes(type));
  }
  return files;
}

const isDocumented = (node: ts.Node): node is Documented =>
  ts.isStatement(node) ||
  ts.isTypeElement(node) ||
  ts.isClassElement(node) ||
  ts.isEnumMember(node) ||
  ts.isExportSpecifier(node);

function attach(node: Documented, text: string): void {
  const found = (inner.getJSDocCommentRanges(node, text) ?? []).flatMap(({ pos, end }) => {
    const jsDoc = inner.parseIsolatedJSDocComment(text, pos, end - pos)?.jsDoc;
    return jsDoc === undefined ? [] : [Object.assign(jsDoc, { parent: node })];
  });
  if (found.length > 0) node.jsDoc = found;
}

/** The innermost declaration around a place in it or in the comment before it. */
function declarationBehind(file: ts.SourceFile, position: number): Documented | undefined {
  let innermost: Documented | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position >= node.end) return;
    if (isDocumented(node)) innermost = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return innermost;
}
