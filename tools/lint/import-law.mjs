/**
 * Rules of our own for the linter: which file may import which, and no cycles. Imports are resolved to paths before they are compared,
 * so it does not matter how one is written; every import counts: static, dynamic, re-exports and type-only ones.
 */
import { relative } from 'node:path';
import { root } from '../root.mjs';
import { importsIn, pathBetween } from './imports.mjs';

const services = ['content', 'engagement'];
/** The other libraries that each library may import. */
const libraries = { contracts: [], ui: ['contracts'], platform: ['contracts'] };

/** Why one file may not import another, or null. Both as parts of their paths below the root. */
function refusalOf([kind, name, , feature, ...inFeature], [toKind, toName, , toFeature, ...inOther]) {
  if (kind === 'apps' && toKind === 'apps' && name !== toName)
    return 'No app imports another: they are deployed separately and communicate over HTTP and the queue.';
  if (kind === 'libs' && toKind === 'apps') return 'Imports point one way, from apps to libs.';
  const others = kind === 'libs' && libraries[name];
  if (others && toKind === 'libs' && toName !== name && !others.includes(toName))
    return `libs/${name} may import ${others.length > 0 ? others.join(' and ') : 'no other library'}.`;
  if (kind === 'apps' && ['widget', 'console'].includes(name) && toKind === 'libs' && toName === 'platform')
    return 'It runs in a browser; libs/platform does not.';
  const isOfOneService = kind === 'apps' && services.includes(name) && toKind === 'apps';
  const areFeatures = inFeature.length > 0 && inOther.length > 0;
  if (isOfOneService && areFeatures && feature !== toFeature && inOther.at(-1) !== 'index.ts')
    return 'Import the index.ts of another feature: it exports what other features may use.';
  return null;
}

const partsOf = (file) => relative(root, file).split(/[\\/]/);

/** A rule that looks at each import of a file. */
const ruleFor = (complaintAbout) => ({
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program() {
      const { filename, sourceCode } = context;
      for (const { target, pos } of importsIn(sourceCode.text, filename)) {
        const message = complaintAbout(filename, target);
        if (!message) continue;
        const start = sourceCode.getLocFromIndex(pos);
        context.report({ message, loc: { start, end: start } });
      }
    },
  }),
});

/** libs/ui also runs in the browser: it may import Preact, and types of the contracts, which compile to nothing. */
const browserLibrary = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const look = (node) => {
      const from = node.source?.value;
      if (!from || /^(\.|preact(\/|$))/.test(from)) return;
      if (from !== '@afterword/contracts')
        context.report({ node, message: 'libs/ui may import types of the contracts, and Preact.' });
      else if (!isTypeOnly(node)) context.report({ node, message: 'Only types: the schemas would pull in zod.' });
    };
    return {
      ImportDeclaration: look,
      ImportExpression: look,
      ExportAllDeclaration: look,
      ExportNamedDeclaration: look,
    };
  },
};

function isTypeOnly({ importKind, exportKind, specifiers = [] }) {
  const isType = (one) => one.importKind === 'type' || one.exportKind === 'type';
  return importKind === 'type' || exportKind === 'type' || (specifiers.length > 0 && specifiers.every(isType));
}

export default {
  meta: { name: 'import-law' },
  rules: {
    'browser-library': browserLibrary,
    directions: ruleFor((file, target) => refusalOf(partsOf(file), partsOf(target))),
    'no-cycle': ruleFor((file, target) => {
      const path = pathBetween(target, file);
      if (!path) return null;
      const names = [file, ...path].map((one) => relative(root, one)).join(' → ');
      return `Import cycle: ${names}. Move what these files share, types included, into a file of its own.`;
    }),
  },
};
