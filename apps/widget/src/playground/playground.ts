import type { EmbedCheck } from '@afterword/contracts';
import {
  type AttributeName,
  ATTRIBUTES,
  attributesOf,
  type Choices,
  type ElementName,
  ELEMENTS,
  snippetOf,
} from './snippet';

/**
 * The playground: shows the options of the form in a frame. A frame is a page of its own, so the elements behave as on a
 * publisher's page and a phone's width is a real viewport. The server renders the form (apps/engagement/src/embed/playground).
 */
const form = document.forms[0] as HTMLFormElement;
const frame = document.querySelector('iframe') as HTMLIFrameElement;
const code = document.querySelector('#snippet') as HTMLElement;
const standing = document.querySelector('#standing') as HTMLElement;
const said = document.querySelector('#said') as HTMLElement;

const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
const service = form.dataset.service ?? location.origin;
const valueOf = (name: string) => field(name).value.trim();

function read(): Choices {
  return {
    service,
    elements: ELEMENTS.filter((name) => field(name).checked),
    attributes: Object.fromEntries((Object.keys(ATTRIBUTES) as AttributeName[]).map((name) => [name, valueOf(name)])),
    colorScheme: valueOf('scheme'),
    properties: propertiesOf(fields()),
  };
}

const fields = () => [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-property]')];
const initialOf = (one: HTMLInputElement | HTMLSelectElement) => ('defaultValue' in one ? one.defaultValue : '');

/** Only changed properties. A colour has two fields, light and dark. */
function propertiesOf(all: ReturnType<typeof fields>): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const { dataset } of all.filter((one) => one.value !== initialOf(one))) {
    const { property = '' } = dataset;
    const [light, dark] = all.filter((one) => one.dataset.property === property);
    properties[property] = dark
      ? `light-dark(${light?.value ?? ''}, ${dark.value})`
      : (light?.value ?? '') + (dataset.unit ?? '');
  }
  return properties;
}

/** Puts what a theme says into the fields, and the widget's own into the others; the size of text is the page's. */
function applyTheme(): void {
  const themes = field('theme') as unknown as HTMLSelectElement;
  const values = JSON.parse(themes.selectedOptions[0]?.dataset.fields ?? '{}') as Record<string, string>;
  for (const one of fields()) if (one.name !== '--afterword-rem') one.value = values[one.name] ?? initialOf(one);
}

function show(): void {
  const choices = read();
  frame.dataset.width = valueOf('width');
  code.textContent = snippetOf(choices);
  said.textContent = '';
  const preview = frame.contentDocument;
  if (preview?.readyState === 'complete') fill(preview, choices);
}

/** Changes attributes of the existing elements, as a single-page application does. */
function fill(preview: Document, choices: Choices): void {
  const root = preview.documentElement;
  root.dir = valueOf('direction');
  // CSSOM is not subject to the page's content security policy.
  root.removeAttribute('style');
  root.style.colorScheme = choices.colorScheme;
  for (const [name, value] of Object.entries(choices.properties)) root.style.setProperty(name, value);
  for (const name of ELEMENTS) fillOne(preview, name, choices);
}

function fillOne(preview: Document, name: ElementName, choices: Choices): void {
  const place = preview.getElementById(name);
  if (!place) return;
  const wanted = choices.elements.includes(name) && choices.attributes.site !== '';
  place.hidden = !wanted;
  let element = place.querySelector(`afterword-${name}`);
  if (!wanted) {
    element?.remove();
    return;
  }
  element ??= preview.createElement(`afterword-${name}`);
  const attributes = attributesOf(name, choices);
  for (const old of element.getAttributeNames()) if (!(old in attributes)) element.removeAttribute(old);
  for (const [key, value] of Object.entries(attributes)) {
    if (element.getAttribute(key) !== value) element.setAttribute(key, value);
  }
  if (!element.isConnected) place.append(element);
}

let asked = '';
let request = new AbortController();
/** What is wrong with the site, and what only those who share have to know. */
let standings = { always: '', onceShared: '' };
let hasShared = false;

/** Explains the site's relation to this page: the preview works without listing the origin, but its share links lead nowhere. */
async function check(): Promise<void> {
  const site = valueOf('site');
  if (site === asked) return;
  asked = site;
  request.abort();
  request = new AbortController();
  const { origin } = new URL(service);
  const query = new URLSearchParams({ origin, site });
  try {
    const response = await fetch(`check?${query.toString()}`, {
      headers: { accept: 'application/json' },
      signal: request.signal,
    });
    const found = response.ok ? ((await response.json()) as EmbedCheck) : null;
    standings = standingsOf(found?.findings.map(({ code }) => code) ?? ['site-unknown'], { origin, site });
    tell();
  } catch {
    // The next change tries again.
    if (!request.signal.aborted) asked = '';
  }
}

function standingsOf(codes: readonly string[], { origin, site }: { origin: string; site: string }): typeof standings {
  if (codes.includes('origin-listed')) return { always: '', onceShared: '' };
  if (codes.includes('site-unknown')) return { always: `The site “${site}” doesn’t exist.`, onceShared: '' };
  const command = `npx afterword sites ensure ${site} --origin ${origin}`;
  return {
    always: '',
    onceShared: `Short links of this page won’t work until the site allows its origin. To allow it, run: ${command}`,
  };
}

function tell(): void {
  const text = standings.always || (hasShared ? standings.onceShared : '');
  standing.hidden = text === '';
  standing.textContent = text;
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(code);
    said.textContent = `Press ${/Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘' : 'Ctrl+'}C to copy.`;
  }
}

/** Fits the frame's height to its content, so that it has no scroll bar. */
function follow(): void {
  const body = frame.contentDocument?.body;
  if (!body) return;
  const fit = () => (frame.style.height = `${body.scrollHeight + 2}px`);
  new ResizeObserver(fit).observe(body);
}

/** Attributes and the page can be preset by the URL's query; never the token. */
const presets = [...Object.keys(ATTRIBUTES), 'scheme', 'width', 'direction', 'theme'].filter((name) => name !== 'sso');
for (const [name, value] of new URLSearchParams(location.search)) {
  if (presets.includes(name)) field(name).value = value;
}
if (valueOf('theme') !== '') applyTheme();
form.addEventListener('input', ({ target }) => {
  if (target === field('theme')) applyTheme();
  show();
});
form.addEventListener('change', () => void check());
form.addEventListener('reset', () => setTimeout(show));
form.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('#copy')?.addEventListener('click', () => void copy());
const begin = () => {
  follow();
  frame.contentDocument?.addEventListener('afterword:share', () => {
    hasShared = true;
    tell();
  });
  show();
};
frame.addEventListener('load', begin);
if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank') begin();
show();
void check();
