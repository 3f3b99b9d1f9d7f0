import { lengths } from '../ui';

/** Styles of menus and of the forms that they open. */
export const menuStyles = lengths(`
.aw-menu{position:absolute;z-index:4;top:100%;min-width:12rem;max-width:100%;padding:.3rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);box-shadow:0 2px 12px #0002}
.aw-menu hr{border:0;border-top:1px solid var(--_line);margin:.3rem .5rem}
.aw .aw-item{display:block;width:100%;min-height:2.25rem;padding:.35rem .75rem;border:0;border-radius:var(--_small);background:none;color:var(--_ink);text-align:start;cursor:pointer}
.aw .aw-item:is(:hover,:focus,[aria-selected=true]){background:color-mix(in srgb,var(--_ink) 8%,transparent)}
.aw .aw-item:focus-visible{outline-offset:-2px}
.aw-choices{display:grid;border:0;margin:0;padding:0;gap:.15rem}.aw-choices legend{padding:0;margin-bottom:.35rem;font-weight:600}
.aw-choices label{display:flex;gap:.6rem;align-items:center;min-height:2rem;cursor:pointer}
.aw-choices input{width:1.1rem;height:1.1rem;accent-color:var(--_ink);flex:none}
.aw-panel textarea,.aw-panel .aw-wide{width:100%;border:1px solid var(--_line);border-radius:var(--_small);padding:.45rem .7rem;font:inherit;line-height:1.4}
.aw .aw-panel textarea{min-height:3.5rem}
.aw .aw-notes{list-style:none;padding:0;margin-inline:-.75rem;max-height:24rem;overflow:auto}a.aw-item{text-decoration:none}
.aw-people{top:auto;align-self:start}
.aw-caption{display:grid;gap:.25rem}
.aw .aw-toast{display:flex;gap:.25rem 1rem;align-items:center;margin-top:-1.75rem;padding:.3rem .5rem .3rem 1rem;min-height:2.5rem;border-radius:var(--_round);background:var(--_ink);color:var(--_paper);box-shadow:0 1px 6px #0003}
.aw .aw-toast .aw-act{color:inherit;font-weight:600;text-decoration:underline}
@media(pointer:coarse){.aw .aw-item,.aw-choices label{min-height:2.75rem}}
`);
