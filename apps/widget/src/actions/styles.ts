import { lengths } from '../ui';

/** Styles of the panels and the formatting tools. */
export const panelStyles = lengths(`
.aw-panel{margin-top:.75rem;padding:.85rem 1rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);display:grid;gap:.75rem}
.aw-choice{justify-self:start;min-height:2.5rem;padding:.25rem .9rem;border:1px solid var(--_line)}
.aw-choice:has(:checked){border-color:var(--_gold);background:var(--_gold-wash);color:var(--_gold);font-weight:600}
.aw .aw-card{flex-wrap:nowrap}.aw-card img{width:6rem;aspect-ratio:1.9;object-fit:cover;border-radius:var(--_small)}
.aw-wide{flex:1 1 14rem}.aw-qr{width:11rem}
.aw-kind{display:flex;gap:.4rem;align-items:center;font-weight:600}.aw-kind svg{width:1.1rem}.aw-panel section{margin-bottom:.75rem}
.aw-form{display:grid;gap:.75rem}
.aw-tools{display:flex;flex-wrap:wrap;margin-inline-start:-.3rem}
.aw-bold{font-weight:700}.aw-act.aw-italic{font-family:var(--_serif);font-style:italic}
.aw-preview{min-height:4.5rem;padding:.25rem}
.aw-account{display:flex;flex-wrap:wrap;align-items:center;gap:0 .5rem;min-height:2rem}
@media(max-width:640px){.aw-keys{display:none}}
`);
