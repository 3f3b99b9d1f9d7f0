/** Limits of the service that the forms of menus need, said again so that a browser does not load the schemas; a spec ties the two. */
export const MENU_LIMITS = {
  decisionTextLength: 2_000,
  decisionRuleLength: 500,
  restrictionMessageLength: 500,
  closedReasonLength: 500,
};
