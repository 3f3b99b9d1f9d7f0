import { HUES } from './format';
import { lengths } from './lengths';

/** One rule per hue instead of style attributes, which a content security policy may forbid. */
const hues = HUES.map((hue) => `[data-hue="${hue}"]{--h:${hue}}`).join('');

/** Styles of the comments and of the composer's box. */
export const threadStyles = lengths(`
.aw-tabs{display:inline-flex;gap:.25rem;padding:.2rem;border:1px solid var(--_line);border-radius:var(--_round);margin-bottom:1.25rem;overflow-wrap:normal}
.aw-tabs:empty{visibility:hidden;height:calc(2.4rem + 2px)}
.aw-thread h2{font:600 1.25rem/1.3 var(--_serif);display:flex;align-items:baseline;gap:.6rem}
.aw-thread h2 span{color:var(--_ink-2);font-weight:400;font-variant-numeric:tabular-nums}
.aw-waiting{min-height:9.55rem}
.aw-composer{margin-block:1rem 1.75rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);padding:.75rem}
.aw .aw-closed{margin-block:1rem 1.75rem;color:var(--_ink-2)}
.aw-comments,.aw-replies{list-style:none;padding:0}
.aw-comments>:not(:first-child){margin-top:1.6rem}.aw .aw-replies>li{margin-top:1.25rem}
.aw .aw-replies{margin-inline-start:3.05rem;position:relative}
.aw .aw-replies .aw-replies .aw-replies{margin-inline-start:0}
.aw-comment{display:grid;grid-template-columns:2.25rem minmax(0,1fr);column-gap:.8rem;scroll-margin-block:5rem}
.aw-avatar{width:2.25rem;height:2.25rem;border-radius:50%;display:grid;place-items:center;font:600 .8rem var(--_sans);color:#fff;background:hsl(var(--h,210) 38% 30%)}
.aw .aw-avatar img{position:absolute;width:inherit;height:inherit;border-radius:50%}
${hues}
.aw-who{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:center}
.aw-who strong{min-width:0}.aw-who a{display:inline-flex;align-items:center;min-height:1.5rem;color:var(--_ink-2);text-decoration:none}
.aw-badge{font-size:.75rem;font-weight:600;padding:.05rem .5rem;border-radius:var(--_round);background:var(--_gold-wash);color:var(--_gold)}
.aw .aw-body{margin-top:.2rem}.aw .aw-body>:not(:first-child){margin-top:.6em}
.aw-body a{color:inherit;text-underline-offset:.18em}
.aw-mention{font-weight:600}
.aw-body blockquote{border-inline-start:3px solid var(--_line);padding-inline-start:.8rem;color:var(--_ink-2)}
.aw-body ul,.aw-body ol{padding-inline-start:1.4em}.aw-body ul{list-style:disc}.aw-body .task{list-style:none}
.aw-acts{display:flex;flex-wrap:wrap;gap:.15rem;min-height:2rem;margin-top:.25rem;margin-inline-start:-.55rem}
.aw-loading{height:15rem;background:radial-gradient(circle,var(--_line) 1rem,#0000 0) 0 0/2.25rem 5rem repeat-y,linear-gradient(#0000 1.5rem,var(--_line) 0 2rem,#0000 0 3rem,var(--_line) 0 3.5rem,#0000 0) 3.05rem 0/70% 5rem repeat-y}[dir=rtl] .aw-loading{scale:-1 1}
.aw-empty{text-align:center;padding:2.5rem 1rem;color:var(--_ink-2)}.aw-empty svg{width:4rem;height:4rem}
.aw .aw-empty p{font-size:1.05rem;margin-top:.75rem}.aw .aw-empty .aw-ui{font-size:.9375rem;margin-top:.25rem}
@media(max-width:480px){.aw-comment{grid-template-columns:1.75rem minmax(0,1fr);column-gap:.6rem}.aw-avatar{width:1.75rem;height:1.75rem;font-size:.7rem}.aw .aw-replies{margin-inline-start:1.4rem}}
`);
