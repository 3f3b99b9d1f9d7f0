const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Spec files that take longest, in this order. Jest knows the durations of an earlier run on the same machine, and in a fresh clone
 * only the sizes of files; a long one that starts last keeps one worker waiting for the other.
 */
const SLOWEST = [
  'tests/browser/console.spec.ts',
  'tests/start/start.spec.ts',
  'apps/engagement/src/event-log/many-events.spec.ts',
  'tests/browser/widget-keyboard.spec.ts',
  'tests/link/backup.spec.ts',
  'tests/faults/faults.spec.ts',
  'tests/link/link.spec.ts',
  'tests/faults/histories.spec.ts',
  'tests/image/image.spec.ts',
  'tests/pages/pages.spec.ts',
  'tests/start/moderation-commands.spec.ts',
  'apps/engagement/src/event-log/event-consumers.spec.ts',
  'tests/browser/embed-package.spec.ts',
  'apps/engagement/src/notification-mail/notification-mail.spec.ts',
  'tests/model/model.spec.ts',
  'tests/link/redis-refusals.spec.ts',
  'tests/browser/widget-many.spec.ts',
  'tests/http/patterns.spec.ts',
  'tests/access/routes.spec.ts',
  'tests/browser/widget-arrivals.spec.ts',
  'tests/browser/embed-docs.spec.ts',
  'tests/contract/engagement.spec.ts',
  'tests/link/doctor.spec.ts',
  'tests/browser/widget-memory.spec.ts',
  'tests/nonsense/nonsense.spec.ts',
  'tests/browser/widget-looks.spec.ts',
  'tests/browser/embed-pages.spec.ts',
  'apps/cli/src/embedded-postgres/embedded-postgres.spec.ts',
  'tests/browser/looks.spec.ts',
  'tests/limits/rate-limits.spec.ts',
  'apps/engagement/src/webhooks/webhooks.spec.ts',
  'tests/browser/widget-menu.spec.ts',
  'tests/browser/widget-places.spec.ts',
  'tests/browser/widget-states.spec.ts',
  'tests/pages/json-ld.spec.ts',
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
