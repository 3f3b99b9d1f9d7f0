/**
 * Lints snippets as if they were the text of files in the tree, by the rules of `npm run check:lint`. A process of its own,
 * because ESLint loads its configuration as an ES module, which Jest's sandbox cannot.
 */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const snippets = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const complaints = [];
for (const { file, code } of snippets) {
  const [result] = await eslint.lintText(code, { filePath: file });
  complaints.push(result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
}
process.stdout.write(JSON.stringify(complaints));
