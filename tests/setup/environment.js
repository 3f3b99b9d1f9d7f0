const hooks = require('node:async_hooks');
const performance = require('node:perf_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** Ends what a spec file, its packages or Jest for it have started in the worker: each would go on, and keep all that the file has loaded. */
const endings = new Set();

/**
 * Ends with the spec file. One that was used follows every promise of the worker: after a hundred spec files an `await` took a hundred times as
 * long. And timers and sockets of Node's own keep what it held when they were made: here that is a key, without what it stands for.
 */
hooks.AsyncLocalStorage = class extends hooks.AsyncLocalStorage {
  #stores = new WeakMap();

  constructor(...given) {
    super(...given);
    endings.add(() => {
      this.disable();
      this.#stores = new WeakMap();
    });
  }

  run(store, ...rest) {
    return super.run(this.#keyOf(store), ...rest);
  }

  enterWith(store) {
    super.enterWith(this.#keyOf(store));
  }

  getStore() {
    return this.#stores.get(super.getStore());
  }

  #keyOf(store) {
    const key = {};
    this.#stores.set(key, store);
    return key;
  }
};

performance.PerformanceObserver = class extends performance.PerformanceObserver {
  constructor(...given) {
    super(...given);
    endings.add(() => this.disconnect());
  }
};

/** Of no spec file: what is made in its scope keeps nothing of one. */
const outside = new hooks.AsyncResource('outside');
const { monitorEventLoopDelay } = performance;
performance.monitorEventLoopDelay = (...given) => {
  // Node never lets go of one, nor of what the storages held when it was made.
  const histogram = outside.runInAsyncScope(monitorEventLoopDelay, performance, ...given);
  endings.add(() => histogram.disable());
  return histogram;
};

/**
 * The environment of Node. While what a failing test has opened is still there, it calls the functions in `globalThis.onTestFailure`, so that
 * the report says what could be seen.
 */
module.exports = class extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name !== 'test_fn_failure') return;
    for (const tell of this.global.onTestFailure ?? []) await tell(event.test.name);
  }

  async teardown() {
    for (const end of endings) end();
    endings.clear();
    await super.teardown();
  }
};
