import { runInNewContext } from 'node:vm';
import { pushWorker } from './push-worker';

type Listener = (event: object) => void;

/** The worker, in a browser that has some windows open. */
function begin(urls: string[]) {
  const listeners = new Map<string, Listener>();
  const waits: Promise<unknown>[] = [];
  const focused: string[] = [];
  const showNotification = jest.fn(() => Promise.resolve());
  const subscribe = jest.fn(() => Promise.resolve({ endpoint: 'https://push.example/new' }));
  const post = jest.fn(() => Promise.resolve());
  const openWindow = jest.fn(() => Promise.resolve());
  const windows = urls.map((url) => ({ url, focus: () => focused.push(url) }));
  const self = {
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    registration: { showNotification, pushManager: { subscribe } },
    clients: { matchAll: () => Promise.resolve(windows), openWindow },
  };
  runInNewContext(pushWorker('https://talk.example/comments'), { self, fetch: post });
  const happen = async (type: string, event: object) => {
    listeners.get(type)!({ ...event, waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.all(waits);
  };
  return { happen, subscribe, post, showNotification, openWindow, focused };
}

const LINK = 'https://paper.example/talk#comment-1';

describe('the service worker', () => {
  it('shows what is pushed, in its language and direction', async () => {
    const worker = begin([]);
    const news = { id: '1', title: 'The Paper', body: 'Hello', url: LINK, language: 'ar', direction: 'rtl' };
    await worker.happen('push', { data: { json: () => news } });
    expect(worker.showNotification).toHaveBeenCalledWith('The Paper', {
      ...{ body: 'Hello', tag: '1', lang: 'ar', dir: 'rtl', data: { url: LINK } },
    });
  });

  it('shows something where nothing can be read', async () => {
    const worker = begin([]);
    await worker.happen('push', { data: null });
    expect(worker.showNotification).toHaveBeenCalledWith('Afterword', expect.objectContaining({ body: '' }));
  });

  it('subscribes again with the same key where the browser ends a subscription, and says so', async () => {
    const former = { endpoint: 'https://push.example/old', options: { applicationServerKey: 'the key' } };
    const worker = begin([]);
    await worker.happen('pushsubscriptionchange', { oldSubscription: former, newSubscription: null });
    expect(worker.subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: 'the key' });
    const body = JSON.stringify({ former, subscription: { endpoint: 'https://push.example/new' } });
    expect(worker.post.mock.calls).toEqual([
      ['https://talk.example/comments/v1/push/renew', expect.objectContaining({ method: 'POST', body })],
    ]);
    // One that it gives is taken, and without the former one there is no proof.
    const given = begin([]);
    const newSubscription = { endpoint: 'https://push.example/given' };
    await given.happen('pushsubscriptionchange', { oldSubscription: former, newSubscription });
    await given.happen('pushsubscriptionchange', { oldSubscription: null, newSubscription });
    expect(given.subscribe).not.toHaveBeenCalled();
    expect(given.post.mock.calls).toEqual([
      [
        expect.any(String),
        expect.objectContaining({ body: JSON.stringify({ former, subscription: newSubscription }) }),
      ],
    ]);
  });

  const click = (url: unknown) => ({ notification: { close: jest.fn(), data: { url } } });

  it('goes to a window that shows the comment, or opens one', async () => {
    const worker = begin(['https://paper.example/', LINK]);
    const event = click(LINK);
    await worker.happen('notificationclick', event);
    expect([event.notification.close.mock.calls.length, worker.focused]).toEqual([1, [LINK]]);
    expect(worker.openWindow).not.toHaveBeenCalled();
    const alone = begin(['https://paper.example/']);
    await alone.happen('notificationclick', click(LINK));
    expect([alone.openWindow.mock.calls, alone.focused]).toEqual([[[LINK]], []]);
  });

  it('opens no address but of a page', async () => {
    for (const url of [null, undefined, 'javascript:alert(1)', '/somewhere']) {
      const worker = begin([]);
      await worker.happen('notificationclick', click(url));
      expect([url, worker.openWindow.mock.calls]).toEqual([url, []]);
    }
  });
});
