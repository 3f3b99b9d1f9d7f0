import { lengths } from './lengths';

/** Styles of the pages without scripts. */
export const plainStyles = lengths(`
.aw-trap{display:none}
.aw-plain h2{margin-bottom:1rem}
.aw-plain>section,.aw-plain>.aw+.aw{margin-top:2.5rem}
.aw-plain #reply h2{display:block}
.aw noscript p{margin-top:.75rem}
.aw-tabs a{display:inline-flex;align-items:center;border-radius:var(--_round);color:var(--_ink-2);padding:.3rem .8rem;min-height:2rem;text-decoration:none}
.aw-tabs [aria-current]{background:var(--_ink);color:var(--_paper)}
@media print{.aw .aw-acts,.aw a.aw-more{display:none}.aw-thread h2{margin-bottom:1rem}.aw-comment{break-inside:avoid}}
@media(scripting:none){.aw button:not([type=submit]){cursor:default}}
`);
