/**
 * Imported first, and by itself: it must run on a Node that is too old for everything else.
 * The services are CommonJS and require Nest's ES modules, which Node can do since 20.19 and 22.12.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
const fits = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;

if (!fits) {
  console.error(`afterword: needs Node 20.19 or newer (of 22: 22.12); this is ${process.version}.`);
  process.exit(1);
}
