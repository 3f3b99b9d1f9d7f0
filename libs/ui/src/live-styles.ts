import { lengths } from './lengths';

/** Styles that the widget needs from when it is live: fields, new and linked comments, readers' preferences, print. */
export const liveStyles = lengths(`
.aw-field{border:1px solid var(--_line);border-radius:8px;background:none;color:inherit;padding:.45rem .7rem;min-height:2.5rem;min-width:0;width:11rem}
.aw-primary{background:var(--_ink);color:var(--_paper);border:0;border-radius:99px;padding:.5rem 1.2rem;min-height:2.5rem;font-weight:600;cursor:pointer}
.aw-primary[aria-busy=true],.aw :disabled{opacity:.55;cursor:default}
.aw-linked{margin-bottom:1.6rem}
.aw .aw-new{display:block;margin:0 auto 1.25rem;background:var(--_accent-wash);color:var(--_accent);border:0;border-radius:99px;padding:.45rem 1rem;min-height:2.25rem;cursor:pointer;font-weight:600}
[data-pending=sending] .aw-body{opacity:.7}
@media(prefers-reduced-motion:reduce){.aw-pill{transition:none}.aw-pill:active{transform:none}}
@media(forced-colors:active){[aria-pressed=true],.aw label:has(:checked){outline:2px solid Highlight}}
@media print{.aw-composer,.aw-tabs,.aw button{display:none}}
`);
