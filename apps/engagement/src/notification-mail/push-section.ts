import { createHash } from 'node:crypto';
import type { MailLanguage } from './mail-language';
import { escapeHtml } from './mail-text';

export interface PushSection {
  /** What browsers subscribe with. */
  key: string;
  /** Ids of the subscriptions that the reader has. */
  known: readonly string[];
}

/** Turns pushes to this browser on and off. It begins hidden, and stays so where the browser has none: a page without scripts is as it was. */
export function pushSection({ say }: MailLanguage, { key, known }: PushSection): string {
  const words = {
    on: say('deviceOn', { devices: say('onDevices') }),
    off: say('deviceOff', { devices: say('onDevices') }),
    blocked: say('deviceBlocked'),
    failed: say('deviceFailed'),
    'turn-on': say('deviceTurnOn'),
    'turn-off': say('deviceTurnOff'),
  };
  const data = Object.entries({ key, known: known.join(' '), ...words })
    .map(([name, text]) => ` data-${name}="${escapeHtml(text)}"`)
    .join('');
  return (
    `<section id="device" hidden aria-labelledby="device-title"${data}><h2 id="device-title">${escapeHtml(say('device'))}</h2>` +
    `<p role="status"></p><button type="button"></button></section><script type="module">${SCRIPT}</script>`
  );
}

/**
 * The browser has one subscription for this service, whichever readers and sites it is for, so it is not ended with one of them.
 * Where the key is another one, of a service that was here before, the browser must be asked anew.
 */
const SCRIPT = `
const section = document.getElementById('device');
const [status, button] = [section.querySelector('p'), section.querySelector('button')];
const { key, known, ...words } = section.dataset;
const ids = new Set(known.split(' '));
const worker = new URL('../../push/worker.js', location.href).pathname;
const scope = new URL('.', new URL(worker, location.href)).pathname;
const page = location.pathname.replace(/\\/$/, '') + '/push';
let id = null;
let isBusy = false;

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const idOf = async ({ endpoint }) => encode(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)));
const show = (word) => {
  status.textContent = words[word] + (word === 'failed' || word === 'blocked' || !isBlocked() ? '' : ' ' + words.blocked);
  button.textContent = id === null ? words.turnOn : words.turnOff;
  section.hidden = false;
};
const isBlocked = () => Notification.permission === 'denied';
const ask = async (method, path, body) => {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error('Answered ' + answer.status);
  return answer;
};

async function read() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const subscription = registration && (await registration.pushManager.getSubscription());
  const found = subscription && !isBlocked() ? await idOf(subscription) : null;
  id = ids.has(found) ? found : null;
  show(id === null ? 'off' : 'on');
}

async function begin() {
  const registration = await navigator.serviceWorker.register(worker, { scope });
  if (registration.active) return registration;
  const next = registration.installing || registration.waiting;
  await new Promise((done, fail) => {
    const look = () => {
      if (next.state === 'activated') done();
      if (next.state === 'redundant') fail(new Error('The worker has not begun'));
    };
    next.addEventListener('statechange', look);
    look();
  });
  return registration;
}

async function subscribe() {
  const { pushManager } = await begin();
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const former = await pushManager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return pushManager.subscribe(options);
  }
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== 'granted') return show(isBlocked() ? 'blocked' : 'off');
  const answer = await ask('POST', page, (await subscribe()).toJSON());
  id = (await answer.json()).id;
  ids.add(id);
  show('on');
}

async function turnOff() {
  await ask('DELETE', page + '/' + id);
  ids.delete(id);
  id = null;
  show('off');
}

if (isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) {
  button.addEventListener('click', async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await (id === null ? turnOn() : turnOff());
    } catch {
      show('failed');
    }
    isBusy = false;
  });
  read().catch(() => undefined);
}
`;

/** Says in a content security policy that the script may run. */
export const PUSH_SCRIPT_HASH = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;
