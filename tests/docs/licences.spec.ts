import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');

interface Package {
  version?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
}

interface Component {
  name: string;
  version: string;
  licenses?: { license?: { id?: string }; expression?: string }[];
}

/** Licences that ask for nothing but their text, of what is in the product. */
const ALLOWED = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense'],
  // Of fonts, and of a parser of arguments.
  ...['OFL-1.1', 'PSF-2.0'],
];

/** A library of its own that is loaded, and can be replaced: what the LGPL asks for. Used as it comes from npm. */
const REPLACEABLE = /^@img\/sharp-/;

/** Also of what is used to build and test, and not given away. */
const ALLOWED_FOR_DEVELOPMENT = [...ALLOWED, 'MPL-2.0', 'Python-2.0', 'CC-BY-4.0', 'Zlib', 'CC0-1.0', 'EUPL-1.1+'];

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Package>;
};
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

describe('every package', () => {
  it('has a licence that may be used', () => {
    const refused = installed.filter(([path, { license = 'none', dev }]) => {
      const allowed = dev ? ALLOWED_FOR_DEVELOPMENT : ALLOWED;
      const names = license.split(/\s+(?:AND|OR)\s+|[()]/).filter(Boolean);
      return !names.every(
        (name) => allowed.includes(name) || (name === 'LGPL-3.0-or-later' && REPLACEABLE.test(nameOf(path))),
      );
    });
    expect(refused.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
  });

  it('of the product is in the bill of materials, with its version and licence', async () => {
    const args = ['run', '-s', 'sbom'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    const bill = JSON.parse(stdout) as { bomFormat: string; components: Component[] };
    expect(bill.bomFormat).toBe('CycloneDX');
    const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    const direct = Object.keys((packages[''] as unknown as { dependencies: object }).dependencies);
    const needed = direct.map((name) => `${name}@${packages[`node_modules/${name}`]?.version}`);
    expect(needed.filter((one) => !listed.has(one))).toEqual([]);
    const unlicensed = bill.components.filter(({ licenses }) => !licenses?.length);
    expect(unlicensed.map(({ name }) => name)).toEqual([]);
  });
});
