/**
 * Those of the service's `LIMITS` that the widget needs, said again so that a browser does not load the schemas for them; a
 * spec ties the two.
 */
export const UI_LIMITS = {
  body: 10_000,
  name: 80,
  title: 500,
  url: 2_048,
  reward: 1_000,
  editMinutes: 15,
  countersBatch: 100,
} as const;
