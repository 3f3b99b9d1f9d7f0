const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Spec files that take longest, in this order. Jest knows the durations of an earlier run on the same machine, and in a fresh clone
 * only the sizes of files; a long one that starts last keeps one worker waiting for the other.
 */
const SLOWEST = [
  'tests/start/start.spec.ts',
  'tests/faults/faults.spec.ts',
  'tests/link/link.spec.ts',
  'tests/faults/histories.spec.ts',
  'tests/image/image.spec.ts',
  'tests/browser/console.spec.ts',
  'tests/link/doctor.spec.ts',
  'tests/browser/widget-keyboard.spec.ts',
  'tests/browser/embed-pages.spec.ts',
  'apps/engagement/src/event-log/event-consumers.spec.ts',
  'tests/browser/embed-package.spec.ts',
  'tests/model/model.spec.ts',
  'tests/link/redis-refusals.spec.ts',
  'tests/browser/widget-arrivals.spec.ts',
  'apps/content/src/cli.spec.ts',
  'tests/limits/rate-limits.spec.ts',
  'apps/engagement/src/engagement.spec.ts',
  'apps/content/src/search/search.spec.ts',
  'apps/content/src/threads/threads.spec.ts',
  'tests/link/queue-outage.spec.ts',
];

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
};

function placeOf({ path, context }) {
  const place = SLOWEST.findIndex((file) => path === join(context.config.rootDir, file));
  return place < 0 ? SLOWEST.length : place;
}
