const { TestEnvironment } = require('jest-environment-node');

/**
 * The environment of Node. While what a failing test has opened is still there, it calls the functions in `globalThis.onTestFailure`, so that
 * the report says what could be seen.
 */
module.exports = class extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name !== 'test_fn_failure') return;
    for (const tell of this.global.onTestFailure ?? []) await tell(event.test.name);
  }
};
