/** The look of the reference. Inlined; its hash is in the policy of the page. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#fdfcf9, #151412); --ink: light-dark(#1d1b18, #ece8e1); --quiet: light-dark(#5d574e, #aba398); --line: light-dark(#e5e0d6, #34302b); --card: light-dark(#f6f3ec, #1d1b19); --accent: light-dark(#b3261e, #ff8a7a); font: 16px/1.55 system-ui, sans-serif; background: var(--paper); color: var(--ink) }
* { box-sizing: border-box }
body { margin: 0 }
a { color: inherit; text-underline-offset: .18em; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent) }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: 2px solid light-dark(#1a56c4, #8ab4ff); outline-offset: 2px }
code, pre { font: .875em ui-monospace, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere }
pre { overflow: auto; margin: .5rem 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; overflow-wrap: normal }
main { padding: 1.5rem 1rem 4rem; max-width: 56rem; min-width: 0 }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; padding-top: 1.5rem; border-top: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 0 0 .25rem }
article { padding: 1rem 0; scroll-margin-top: 1rem }
article:target { background: var(--card); box-shadow: 0 0 0 1rem var(--card) }
.method { display: inline-block; min-width: 3.5rem; font-weight: 700; color: var(--accent) }
.quiet { color: var(--quiet); font-weight: 400; font-size: .875em }
details { margin: .35rem 0 } summary { cursor: pointer; padding: .2rem 0; color: var(--quiet); width: fit-content }
dt { font-weight: 600; margin-top: .35rem } dd { margin-inline-start: 1.25rem }
.table { overflow-x: auto } table { border-collapse: collapse; font-size: .9em; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line) }
.contents { border-bottom: 1px solid var(--line); padding: 1rem; font-size: .9rem }
.contents ul { list-style: none; margin: 0; padding: 0 } .contents li li { padding-inline-start: .75rem }
.contents a { display: block; padding: .25rem 0; text-decoration: none; overflow-wrap: anywhere } .contents a:hover { text-decoration: underline }
.contents summary { font-weight: 600; color: inherit }
input { width: 100%; font: inherit; color: inherit; background: none; border: 1px solid var(--quiet); border-radius: .5rem; padding: .45rem .7rem; margin: .25rem 0 .75rem }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 19rem minmax(0, 1fr) }
  .contents { position: sticky; top: 0; height: 100vh; overflow-y: auto; border: 0; border-inline-end: 1px solid var(--line) }
  main { padding: 2rem 3rem 4rem }
}
@media print { .contents { display: none } body { display: block } }`;

/** Finds operations and schemas by what is typed. Without scripts there is no field, and the browser's own search finds the same. */
export const DOCS_SCRIPT = `
const field = document.querySelector('#search'), status = document.querySelector('#found');
field.closest('form').hidden = false;
field.form.addEventListener('submit', (event) => event.preventDefault());
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll('.contents details')) {
    let own = 0;
    for (const link of group.querySelectorAll('a')) {
      const fits = words.every((word) => link.dataset.text.includes(word));
      link.parentElement.hidden = !fits;
      own += fits ? 1 : 0;
    }
    group.hidden = own === 0;
    group.open = words.length > 0 && own > 0;
    found += own;
  }
  status.textContent = words.length > 0 ? found + ' found' : '';
});`;
