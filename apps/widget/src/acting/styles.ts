import { lengths } from '../ui';

/** The panels of the bar. */
export const panelStyles = lengths(`
.aw-panel{margin-top:.75rem;padding:.85rem 1rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);display:grid;gap:.75rem}
.aw-choice{min-height:2.5rem;padding:.25rem .9rem;border:1px solid var(--_line)}
.aw-choice:has(:checked){border-color:var(--_gold);background:var(--_gold-wash);color:var(--_gold);font-weight:600}
.aw-wide{flex:1 1 14rem}
.aw-form{display:grid;gap:.75rem}
`);
