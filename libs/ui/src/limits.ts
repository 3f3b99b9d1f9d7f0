/** Limits that a site may override. */
type SiteLimit = 'commentLength' | 'editWindowMinutes' | 'rewardMax';
export type UiLimits = Record<SiteLimit | 'name' | 'title' | 'countersBatch', number>;

/**
 * Those of the service's `LIMITS` that the widget needs, said again so that a browser does not load the schemas for them; a
 * spec ties the two.
 */
export const UI_LIMITS: UiLimits = {
  commentLength: 10_000,
  name: 80,
  title: 500,
  rewardMax: 1_000,
  editWindowMinutes: 15,
  countersBatch: 100,
};
