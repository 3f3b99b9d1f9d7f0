import { lengths } from './lengths';

/**
 * Styles of every element and of the bar. They apply in the server-rendered light DOM and in the widget's shadow roots. The host
 * page may override the custom properties.
 */
export const baseStyles = lengths(`
afterword-bar,afterword-thread,.aw-plain,:host{display:block;
--_rem:var(--afterword-rem,max(1rem,16px));
--_paper:var(--afterword-paper,light-dark(#fdfcf9,#151412));
--_card:var(--afterword-card,light-dark(#fff,#1d1b19));
--_ink:var(--afterword-ink,light-dark(#1d1b18,#ece8e1));
--_ink-2:var(--afterword-ink-2,light-dark(#5d574e,#aba398));
--_line:var(--afterword-line,light-dark(#e5e0d6,#34302b));
--_accent:var(--afterword-accent,light-dark(#b3261e,#ff8a7a));
--_accent-wash:var(--afterword-accent-wash,light-dark(#fbeae7,#3a1f1b));
--_gold:var(--afterword-gold,light-dark(#7a5200,#e8b64c));
--_gold-wash:var(--afterword-gold-wash,light-dark(#fbf1d9,#36290f));
--_focus:var(--afterword-focus,light-dark(#1a56c4,#8ab4ff));
--_serif:var(--afterword-serif,"Iowan Old Style","Palatino Linotype",Georgia,serif);
--_sans:var(--afterword-sans,system-ui,sans-serif);
--_radius:var(--afterword-radius,12px);
--_round:calc(var(--_radius)*9)}
afterword-count,:host(afterword-count){display:inline}
:host([hidden]){display:none}
.aw{all:initial;color-scheme:inherit;display:block;color:var(--_ink);font:1rem/1.6 var(--_serif);overflow-wrap:anywhere}
.aw,.aw *{box-sizing:border-box}
.aw-ui,.aw button,.aw input{margin:0;font-family:var(--_sans);font-size:.875rem;line-height:1.4}
.aw p,.aw ul,.aw ol,.aw h2,.aw blockquote{margin:0}
.aw svg{flex:none}
.aw-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.aw-row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.aw-hint{color:var(--_ink-2);font-size:.8125rem}
.aw-bar{border-block:1px solid var(--_line);padding-block:1rem;margin-block:1.5rem 2.5rem}
.aw-pill{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.75rem;padding:.35rem 1rem;border:1px solid var(--_line);border-radius:var(--_round);background:var(--_card);color:var(--_ink);cursor:pointer;text-decoration:none}
.aw-pill:hover{border-color:var(--_ink-2)}
.aw-pill b{font-weight:600;font-variant-numeric:tabular-nums;min-width:1ch;text-align:end}
.aw-pill svg{width:1.15rem;height:1.15rem}
.aw-pill[aria-pressed=true]{color:var(--_accent);background:var(--_accent-wash);border-color:color-mix(in srgb,currentColor 40%,transparent)}
.aw-gold[data-done]{color:var(--_gold);background:var(--_gold-wash);border-color:color-mix(in srgb,currentColor 40%,transparent)}
[aria-pressed=true]>svg{fill:currentColor}
.aw-bar>.aw-row{position:relative}
.aw-rest ::-webkit-details-marker{display:none}
.aw-rest>div{position:absolute;z-index:4;top:100%;inset-inline:0;margin-top:.3rem;padding:.5rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);box-shadow:0 2px 12px #0002}
.aw-spacer{margin-inline-start:auto}
.aw :focus-visible,.aw label:has(:focus-visible:not(textarea,.aw-field)){outline:2px solid var(--_focus);outline-offset:2px}
.aw-act{border:0;background:none;color:var(--_ink-2);display:inline-flex;gap:.35rem;align-items:center;justify-content:center;min-height:2rem;min-width:2rem;padding:.2rem .55rem;border-radius:var(--_round);cursor:pointer;text-decoration:none}
.aw .aw-error{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;color:var(--afterword-danger,var(--_accent));margin-top:.5rem}
@media(max-width:480px){.aw-bar>.aw-row .aw-pill{flex:auto;padding-inline:.5rem}.aw-label{position:absolute;width:1px;overflow:hidden;clip-path:inset(50%)}}
`);
