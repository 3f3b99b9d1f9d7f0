/** How often to see whether the process that started us is still there. */
const PARENT_CHECK_MS = 500;

/**
 * Aborted when we are asked to end. npm and the terminal may each send the same signal, to one process or to all of them, so
 * the first one counts and the others change nothing.
 */
export function stopRequest(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  // When the terminal has gone, the words of a clean shutdown have nowhere to go; they must not end it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  if (process.env.npm_lifecycle_event) watchParent(controller);
  return controller.signal;
}

/** npm ends without a word to us on SIGHUP and SIGKILL, and a shell between us need not pass anything on. */
function watchParent(controller: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    controller.abort();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
