import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../../..');
const files = ['apps/widget/src', 'libs/ui/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.|^playground\//.test(file))
    .map((file) => join(root, folder, file)),
);

const isPrivate = (symbol: ts.Symbol | undefined) =>
  symbol?.declarations?.some(
    (one) => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Private) !== 0 && !ts.isConstructorDeclaration(one),
  ) ?? false;

/** Whether a member is named as the build finds it: `this.a`, `const { a } = this`, by the class where it is static, or where it is declared. */
function isFound(name: ts.Identifier): boolean {
  const { parent } = name;
  const isOwn = (of: ts.Expression | undefined) =>
    of?.kind === ts.SyntaxKind.ThisKeyword || of?.getText() === ts.findAncestor(name, ts.isClassLike)?.name?.text;
  if (ts.isPropertyAccessExpression(parent)) return isOwn(parent.expression);
  if (ts.isBindingElement(parent)) return isOwn((parent.parent.parent as ts.VariableDeclaration).initializer);
  return ts.isClassElement(parent) || ts.isParameter(parent);
}

/** The build gives private members short names that only their class knows (tools/minify-widget.mjs). */
it('names private members in no way that the build does not find', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const named: string[] = [];
  const lost: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      // `{ a }` names a property and a variable: the property is meant.
      const symbol =
        ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node
          ? checker.getTypeAtLocation(parent.parent).getProperty(node.text)
          : ts.isShorthandPropertyAssignment(parent)
            ? undefined
            : checker.getSymbolAtLocation(node);
      const isVariable = symbol?.valueDeclaration && ts.isParameter(symbol.valueDeclaration) && isUseOfParameter(node);
      if (isPrivate(symbol) && !isVariable)
        (isFound(node) ? named : lost).push(`${node.getSourceFile().fileName}: ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(program.getSourceFile(file) as ts.Node);
  expect(named.length).toBeGreaterThan(500);
  expect(lost).toEqual([]);
});

/** `private readonly page` of a constructor is a variable too, which the constructor may use by its name. */
const isUseOfParameter = (name: ts.Identifier) =>
  !ts.isPropertyAccessExpression(name.parent) || name.parent.expression === name;
