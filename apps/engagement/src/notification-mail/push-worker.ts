/**
 * Shows what is pushed, and opens it. As small as it can be: browsers keep it for a long time, and sites may copy it.
 * A push without content that can be read shows nothing of its own, but browsers ask that every push shows something.
 * A subscription that the browser changes is told to the service with the one before, which is the proof: see decision record 0115.
 * @param service its address, as copies are served from elsewhere
 */
export const pushWorker = (
  service: string,
): string => `// Afterword: shows notifications of comments. Serve it from your own origin, or load it with importScripts().
self.addEventListener('push', (event) => {
  let news = {};
  try {
    news = event.data.json();
  } catch {
    // It is shown without words.
  }
  event.waitUntil(
    self.registration.showNotification(String(news.title || 'Afterword'), {
      body: String(news.body || ''),
      tag: String(news.id || ''),
      lang: String(news.language || ''),
      dir: news.direction === 'rtl' ? 'rtl' : 'auto',
      data: { url: news.url },
    }),
  );
});

self.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription: former, newSubscription } = event;
  if (!former) return;
  event.waitUntil(
    (async () => {
      const { applicationServerKey } = former.options;
      const subscription =
        newSubscription || (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
      await fetch(${JSON.stringify(`${service}/v1/push/renew`)}, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ former, subscription }),
      });
    })(),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url } = event.notification.data || {};
  if (typeof url !== 'string' || !/^https?:/.test(url)) return;
  event.waitUntil(
    (async () => {
      for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true }))
        if (client.url === url) return client.focus();
      return self.clients.openWindow(url);
    })(),
  );
});
`;
