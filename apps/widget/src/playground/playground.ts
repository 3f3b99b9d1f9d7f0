import type { EmbedCheck } from '@afterword/contracts';
import { attributesOf, type Choices, type ElementName, ELEMENTS, snippetOf } from './snippet';

/**
 * The playground: what is chosen in the form is shown in a frame, a page of its own, so that the elements stand as they do on a
 * publisher's page and a phone's width is one. The server renders the form (apps/engagement/src/embed/playground).
 */
const form = document.forms[0] as HTMLFormElement;
const frame = document.querySelector('iframe') as HTMLIFrameElement;
const code = document.querySelector('#snippet') as HTMLElement;
const standing = document.querySelector('#standing') as HTMLElement;
const said = document.querySelector('#said') as HTMLElement;

const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
const valueOf = (name: string) => field(name).value.trim();

function read(): Choices {
  const fields = [...form.querySelectorAll<HTMLInputElement>('[data-property]')];
  // Only what was changed: the rest is ours, and differs between light and dark.
  const changed = fields.filter(({ value, dataset }) => value !== dataset.initial);
  return {
    service: form.dataset.service ?? location.origin,
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

/** The elements stay where they are, and hear of their attributes, as in a page that changes its address by script. */
function fill(preview: Document, choices: Choices): void {
  const root = preview.documentElement;
  root.dir = valueOf('direction');
  // CSSOM, which the policy of the page has nothing against.
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

/** Says what a site has to do with this page: the preview works without being listed, what it shares does not lead anywhere. */
async function check(): Promise<void> {
  const site = valueOf('site');
  if (site === asked) return;
  asked = site;
  request.abort();
  request = new AbortController();
  const { service = location.origin } = form.dataset;
  const query = new URLSearchParams({ origin: service, site });
  try {
    const response = await fetch(`/embed/check?${query.toString()}`, {
      headers: { accept: 'application/json' },
      signal: request.signal,
    });
    tell(response.ok ? ((await response.json()) as EmbedCheck) : null, { service, site });
  } catch {
    // The next change asks again.
    if (!request.signal.aborted) asked = '';
  }
}

function tell(found: EmbedCheck | null, { service, site }: { service: string; site: string }): void {
  const codes = found?.findings.map(({ code }) => code) ?? ['site-unknown'];
  standing.hidden = codes.includes('origin-listed');
  standing.textContent = codes.includes('site-unknown')
    ? `There is no site “${site}” here.`
    : `The site does not list ${service}, where this page is: everything works here but short links, which lead nowhere. To allow it: npx afterword sites ensure ${site} --origin ${service}`;
}

async function copy(): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(code);
    said.textContent = 'The snippet is selected: copy it.';
  }
}

/** The frame is as high as what is in it; a thread that grows does not scroll in a box. */
function follow(): void {
  const body = frame.contentDocument?.body;
  if (!body) return;
  const fit = () => (frame.style.height = `${body.scrollHeight + 2}px`);
  new ResizeObserver(fit).observe(body);
}

/** A link may say what to try; never a token. */
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
