import type { EmbedCheck } from '@afterword/contracts';
import { attributesOf, type Choices, type ElementName, ELEMENTS, snippetOf } from './snippet';

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
  const fields = [...form.querySelectorAll<HTMLInputElement>('[data-property]')];
  // Only changed properties: the defaults differ between light and dark.
  const changed = fields.filter(({ value, dataset }) => value !== dataset.initial);
  return {
    service,
    site: valueOf('site'),
    page: valueOf('page'),
    elements: ELEMENTS.filter((name) => field(name).checked),
    metric: valueOf('metric') || 'comments',
    language: valueOf('language'),
    colorScheme: valueOf('scheme'),
    properties: Object.fromEntries(changed.map(({ name, value, dataset }) => [name, value + (dataset.unit ?? '')])),
    signedIn: valueOf('sso') !== '',
  };
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
  const wanted = choices.elements.includes(name) && choices.site !== '';
  place.hidden = !wanted;
  let element = place.querySelector(`afterword-${name}`);
  if (!wanted) {
    element?.remove();
    return;
  }
  element ??= preview.createElement(`afterword-${name}`);
  const sso = valueOf('sso');
  const attributes: Record<string, string> = { ...attributesOf(name, choices), ...(sso !== '' && { sso }) };
  for (const old of element.getAttributeNames()) if (!(old in attributes)) element.removeAttribute(old);
  for (const [key, value] of Object.entries(attributes)) {
    if (element.getAttribute(key) !== value) element.setAttribute(key, value);
  }
  if (!element.isConnected) place.append(element);
}

let asked = '';
let request = new AbortController();

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
    tell(response.ok ? ((await response.json()) as EmbedCheck) : null, { origin, site });
  } catch {
    // The next change tries again.
    if (!request.signal.aborted) asked = '';
  }
}

function tell(found: EmbedCheck | null, { origin, site }: { origin: string; site: string }): void {
  const codes = found?.findings.map(({ code }) => code) ?? ['site-unknown'];
  standing.hidden = codes.includes('origin-listed');
  standing.textContent = codes.includes('site-unknown')
    ? `The site “${site}” doesn’t exist.`
    : `Short links won’t work until you allow this origin. To allow it, run: npx afterword sites ensure ${site} --origin ${origin}`;
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

/** Options can be preset by the URL's query; never the token. */
for (const [name, value] of new URLSearchParams(location.search)) {
  if (['site', 'page', 'language', 'scheme', 'width', 'direction', 'metric'].includes(name)) field(name).value = value;
}
form.addEventListener('input', show);
form.addEventListener('change', () => void check());
form.addEventListener('reset', () => setTimeout(show));
form.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('#copy')?.addEventListener('click', () => void copy());
const begin = () => {
  follow();
  show();
};
frame.addEventListener('load', begin);
if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank') begin();
show();
void check();
