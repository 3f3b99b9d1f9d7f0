/** Why comments are reported and removed: the service's `decisionReasons`, said again so that a browser does not load its schemas. */
export const REASONS = ['spam', 'harassment', 'hate', 'illegal', 'off-topic', 'other'] as const;
