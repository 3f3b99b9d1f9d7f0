import { lengths } from './lengths';

/**
 * Styles that the widget needs from when it is live: fields, code and tables in comments, new and linked comments, readers' preferences.
 * Fields have at least 16px where one touches: below that, iOS zooms in on them.
 */
export const liveStyles = lengths(`
.aw{--_primary:var(--afterword-primary,var(--_ink));--_primary-text:var(--afterword-primary-text,var(--_paper));--_small:calc(var(--_radius)*2/3)}
.aw-choice,.aw-tabs label{position:relative;display:inline-flex;align-items:center;border-radius:var(--_round);cursor:pointer}
.aw-choice input,.aw-tabs input{position:absolute;inset:-1px;opacity:0;cursor:pointer}
.aw-tabs label{color:var(--_ink-2);padding:.3rem .8rem;min-height:2rem}
.aw-tabs label:has(:checked){background:var(--_ink);color:var(--_paper)}
.aw-act:hover{background:color-mix(in srgb,var(--_ink) 7%,transparent);color:var(--_ink)}
.aw-act svg{width:1rem;height:1rem}.aw-act b{font-weight:400;font-variant-numeric:tabular-nums}
.aw-act[aria-pressed=true]{color:var(--_accent)}
.aw-who a:hover{text-decoration:underline}
.aw .aw-more{display:flex;margin:1.5rem auto 0}
.aw-field{border:1px solid var(--_line);border-radius:var(--_small);background:none;color:inherit;padding:.45rem .7rem;min-height:2.5rem;min-width:0;width:9rem}
.aw-primary{background:var(--_primary);color:var(--_primary-text);border:0;border-radius:var(--_round);padding:.5rem 1.2rem;min-height:2.5rem;font-weight:600;cursor:pointer}
.aw-primary[aria-busy=true],.aw-pill[aria-busy=true],.aw :disabled{opacity:.55;cursor:default}
.aw-comment:is(:target,[data-target],[data-fresh]){background:var(--_gold-wash);box-shadow:0 0 0 .75rem var(--_gold-wash);border-radius:2px}
@keyframes aw-glow{from{box-shadow:0 0 0 .75rem var(--_gold)}}
.aw .aw-since{margin-inline-start:.5rem;color:var(--_gold);font-weight:600}
.aw-thread,.aw-acts,.aw-branch{position:relative}.aw .aw-inbox{position:absolute;inset-inline-end:0;top:.8rem;translate:0 -50%;max-width:60%}
.aw-linked,.aw-featured{margin-bottom:1.6rem}
.aw .aw-pick{margin-top:.75rem;padding:.1rem 1rem;border-inline-start:3px solid var(--_gold)}.aw-pick .aw-body{max-height:9.6em;overflow:hidden}
.aw-empty svg{opacity:.55;stroke-width:2}.aw-tomb .aw-body{color:var(--_ink-2);font-style:italic}.aw-tomb .aw-avatar{background:var(--_line)}
.aw-closed::first-line{color:var(--_ink);font-weight:600}.aw-dots{letter-spacing:.1em;font-weight:700}
.aw-names{display:flex;flex-wrap:wrap;gap:.35rem 1rem;list-style:none;padding:0}.aw-names li{display:flex;gap:.4rem;align-items:center}.aw .aw-names .aw-avatar{width:1.5rem;height:1.5rem;font-size:.6rem}
.aw .aw-told{margin-top:.5rem;padding:.6rem .85rem;border-radius:var(--_small);background:var(--_gold-wash);overflow-wrap:anywhere}
[data-pending=muted]>.aw-avatar,[data-pending=muted] .aw-who{display:none}[data-pending=muted]>div{grid-column:1/-1}
a.aw-badge{text-decoration:none}
.aw-news{position:sticky;top:2.5rem;z-index:2;height:0;display:flex;justify-content:center;align-items:start}
[popover],.aw .aw-new{box-shadow:0 1px 6px #0003}[popover]{position:absolute}
.aw .aw-new{margin:-1.75rem 0 0;background:var(--_accent-wash);color:var(--_accent);border:0;border-radius:var(--_round);padding:.45rem 1rem;min-height:2.25rem;cursor:pointer;font-weight:600}
[data-pending=sending] .aw-body{opacity:.7}
.aw-body code{font-size:.875em;background:color-mix(in srgb,var(--_ink) 8%,transparent);padding:.1em .35em;border-radius:4px}
.aw-body pre{overflow-x:auto;direction:ltr;padding:.75rem;border-radius:var(--_small);background:color-mix(in srgb,var(--_ink) 6%,transparent)}.aw-body pre code{background:none;padding:0}
.aw:is(:lang(ja),:lang(ko),:lang(zh)) em{font-style:normal;text-emphasis:dot}.aw:lang(zh) em{text-emphasis-position:under right}
.aw:is(:lang(ar),:lang(fa),:lang(he)) em{font-style:normal;font-weight:600}
.aw-body table{border-collapse:collapse;display:block;overflow-x:auto}.aw-body td,.aw-body th{border:1px solid var(--_line);padding:.25rem .5rem}.aw-left{text-align:left}.aw-center{text-align:center}.aw-right{text-align:right}
.aw-replies::before{content:"";position:absolute;inset-block:-.6rem 0;inset-inline-start:-1.95rem;border-inline-start:2px solid var(--_line)}
.aw-replies .aw-replies .aw-replies::before{border:0}
.aw-comments>li{contain:style;contain-intrinsic-size:auto 9rem}[data-far]{content-visibility:auto}
.aw-branch>.aw-act{margin-inline-start:2.5rem}
.aw .aw-line{position:absolute;z-index:1;inset-block:.25rem 0;inset-inline-start:.35rem;width:1.5rem;border:0;border-radius:var(--_small);background:none;padding:0;cursor:pointer}
.aw-line:hover+ul::before{border-color:var(--_ink-2)}
@media(max-width:480px){.aw .aw-acts{gap:0}.aw-acts .aw-act{padding-inline:.4rem}.aw-replies::before{inset-inline-start:-.55rem}.aw .aw-line{inset-inline-start:.1rem}.aw-branch>.aw-act{margin-inline-start:1.8rem}}
@media(pointer:coarse){.aw .aw-act,.aw .aw-primary,.aw .aw-field,.aw .aw-choice,.aw .aw-new,.aw-tabs label,.aw-tabs a{min-height:2.75rem}.aw-act{min-width:2.75rem}.aw-who a{min-width:2.75rem;min-height:2.75rem;margin-block:-.625rem}.aw .aw-field,.aw .aw-composer textarea{font-size:max(var(--_rem),16px)}}
@media(prefers-reduced-motion:no-preference){.aw-pill{transition:background .12s,scale .12s}.aw-pill:active{scale:.97}.aw-comment[data-target]{animation:aw-glow 1.8s ease-out}}
@media(forced-colors:active){[aria-pressed=true],.aw label:has(:checked){outline:2px solid Highlight}}
@media print{.aw-composer,.aw-tabs,.aw button{display:none}}
`);
