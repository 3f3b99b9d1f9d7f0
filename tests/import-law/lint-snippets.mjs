/**
 * Lints snippets as if they were the text of files in the tree, by the import rules of `npm run check:lint`. None of these needs
 * type information, so none is computed: that takes most of the linter's time. Runs as a process of its own because ESLint loads
 * its configuration as an ES module, which Jest's sandbox cannot.
 */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const snippets = JSON.parse(await text(process.stdin));
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId.includes('import'),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});
const complaints = [];
for (const { file, code } of snippets) {
  const [result] = await eslint.lintText(code, { filePath: file });
  complaints.push(result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
}
process.stdout.write(JSON.stringify(complaints));
