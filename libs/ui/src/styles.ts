/**
 * One stylesheet for both places: the light DOM that content's server renders, and the shadow roots of the widget. The host
 * page sets the custom properties, or inherits ours.
 */
export const uiStyles = `
afterword-bar,afterword-thread,:host{display:block;
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
--_serif:var(--afterword-serif,"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Georgia,serif);
--_sans:var(--afterword-sans,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif);
--_radius:var(--afterword-radius,12px);
color:var(--_ink);font:400 1rem/1.6 var(--_serif)}
afterword-count,:host(afterword-count){display:inline;font:inherit;color:inherit}
[class^=aw-]{box-sizing:border-box}
.aw-bar :focus-visible,.aw-thread :focus-visible{outline:2px solid var(--_focus);outline-offset:2px;border-radius:6px}
.aw-bar,.aw-thread{color:var(--_ink);font:400 1rem/1.6 var(--_serif)}
.aw-ui,.aw-bar button,.aw-thread button,.aw-thread input,.aw-bar input{font-family:var(--_sans);font-size:.875rem;line-height:1.4;letter-spacing:normal;text-transform:none}
.aw-bar p,.aw-thread p,.aw-thread ul,.aw-thread ol,.aw-thread h2,.aw-thread blockquote{margin:0}
.aw-bar{border-block:1px solid var(--_line);padding-block:1rem;margin-block:1.5rem 2.5rem}
.aw-row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.aw-pill{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.75rem;padding:.35rem 1rem;border:1px solid var(--_line);border-radius:99px;background:var(--_card);color:var(--_ink);cursor:pointer;text-decoration:none;transition:background .12s,border-color .12s,transform .12s}
.aw-pill:hover{border-color:var(--_ink-2)}.aw-pill:active{transform:scale(.97)}
.aw-pill b{font-weight:600;font-variant-numeric:tabular-nums;min-width:1ch;text-align:end}
.aw-bar svg{width:1.15rem;height:1.15rem;flex:none}
.aw-pill[aria-pressed=true]{color:var(--_accent);background:var(--_accent-wash);border-color:color-mix(in srgb,var(--_accent) 40%,transparent)}
.aw-pill[aria-pressed=true] svg{fill:currentColor}
.aw-gold[data-done]{color:var(--_gold);background:var(--_gold-wash);border-color:color-mix(in srgb,var(--_gold) 40%,transparent)}
.aw-spacer{margin-inline-start:auto}
.aw-panel{margin-top:.75rem;padding:.85rem 1rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);display:grid;gap:.75rem}
.aw-panel h3{margin:0;font:600 .9375rem/1.4 var(--_sans)}
.aw-choice{display:inline-flex;align-items:center;min-height:2.5rem;padding:.25rem .9rem;border:1px solid var(--_line);border-radius:99px;cursor:pointer;position:relative}
.aw-choice input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.aw-choice:has(:checked){border-color:var(--_gold);background:var(--_gold-wash);color:var(--_gold);font-weight:600}
.aw-choice:has(:focus-visible){outline:2px solid var(--_focus);outline-offset:2px}
.aw-field{border:1px solid var(--_line);border-radius:8px;background:transparent;color:inherit;padding:.45rem .7rem;min-height:2.5rem;min-width:0;width:11rem}
.aw-wide{flex:1 1 14rem;width:auto}
.aw-primary{background:var(--_ink);color:var(--_paper);border:0;border-radius:99px;padding:.5rem 1.2rem;min-height:2.5rem;font-weight:600;cursor:pointer}
.aw-primary:disabled{opacity:.55;cursor:default}
.aw-hint{color:var(--_ink-2);font-size:.8125rem}
.aw-thread h2{font:600 1.25rem/1.3 var(--_serif);display:flex;align-items:baseline;gap:.6rem}
.aw-thread h2 span{color:var(--_ink-2);font-weight:400;font-variant-numeric:tabular-nums}
.aw-composer{margin-block:1rem 1.75rem;border:1px solid var(--_line);border-radius:var(--_radius);background:var(--_card);padding:.75rem}
.aw-composer:focus-within{border-color:var(--_ink-2)}
.aw-composer textarea{box-sizing:border-box;display:block;width:100%;min-height:4.5rem;border:0;background:none;color:inherit;font:400 1rem/1.55 var(--_serif);resize:vertical;padding:.25rem;field-sizing:content;max-height:24rem}
.aw-composer textarea::placeholder,.aw-field::placeholder{color:var(--_ink-2);opacity:1}
.aw-composer .aw-foot{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem 1rem;padding-top:.5rem;margin-top:.25rem;border-top:1px solid var(--_line)}
.aw-tabs{display:inline-flex;gap:.25rem;padding:.2rem;border:1px solid var(--_line);border-radius:99px;margin:0 0 1.25rem}
.aw-tabs label{position:relative;color:var(--_ink-2);padding:.3rem .8rem;border-radius:99px;min-height:2rem;display:inline-flex;align-items:center;cursor:pointer}
.aw-tabs input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.aw-tabs label:has(:checked){background:var(--_ink);color:var(--_paper)}
.aw-tabs label:has(:focus-visible){outline:2px solid var(--_focus);outline-offset:2px}
.aw-new{display:block;margin:0 auto 1.25rem;background:var(--_accent-wash);color:var(--_accent);border:0;border-radius:99px;padding:.45rem 1rem;min-height:2.25rem;cursor:pointer;font-weight:600}
.aw-comments,.aw-replies{list-style:none;padding:0;display:grid;gap:1.6rem;min-width:0}
.aw-replies{gap:1.25rem;margin-top:1.25rem!important;margin-inline-start:3.05rem!important;position:relative}
.aw-replies .aw-replies .aw-replies{margin-inline-start:0!important}
.aw-replies::before{content:"";position:absolute;inset-block:-.6rem 0;inset-inline-start:-1.95rem;width:2px;background:var(--_line);border-radius:2px}
.aw-replies .aw-replies .aw-replies::before{content:none}
.aw-comment{display:grid;grid-template-columns:2.25rem minmax(0,1fr);column-gap:.8rem;scroll-margin:5rem 0}
.aw-avatar{width:2.25rem;height:2.25rem;border-radius:50%;display:grid;place-items:center;font:600 .8rem var(--_sans);color:#fff;background:hsl(var(--h,210) 38% 30%)}
.aw-who{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:center}
.aw-who strong{font-weight:600;overflow-wrap:anywhere}.aw-who time,.aw-who a{color:var(--_ink-2);text-decoration:none}.aw-who a:hover{text-decoration:underline}
.aw-badge{font-size:.75rem;font-weight:600;padding:.05rem .5rem;border-radius:99px;background:var(--_gold-wash);color:var(--_gold)}
.aw-body{margin-top:.2rem;overflow-wrap:anywhere}.aw-body p+p,.aw-body>*+*{margin-top:.6em}
.aw-body a{color:inherit;text-underline-offset:.18em}
.aw-body blockquote{border-inline-start:3px solid var(--_line);padding-inline-start:.8rem;color:var(--_ink-2)}
.aw-body ul,.aw-body ol{padding-inline-start:1.4em}
.aw-body code{font-size:.875em;background:color-mix(in srgb,var(--_ink) 8%,transparent);padding:.1em .35em;border-radius:4px}
.aw-body pre{overflow-x:auto;padding:.75rem;border-radius:8px;background:color-mix(in srgb,var(--_ink) 6%,transparent)}.aw-body pre code{background:none;padding:0}
.aw-body table{border-collapse:collapse;display:block;overflow-x:auto}.aw-body td,.aw-body th{border:1px solid var(--_line);padding:.25rem .5rem}
.aw-acts{display:flex;flex-wrap:wrap;gap:.15rem;margin:.25rem 0 0 -.55rem}
.aw-act{border:0;background:none;color:var(--_ink-2);display:inline-flex;gap:.35rem;align-items:center;min-height:2rem;padding:.2rem .55rem;border-radius:99px;cursor:pointer}
.aw-act:hover{background:color-mix(in srgb,var(--_ink) 7%,transparent);color:var(--_ink)}
.aw-act svg{width:1rem;height:1rem}.aw-act b{font-weight:400;font-variant-numeric:tabular-nums}
.aw-act[aria-pressed=true]{color:var(--_accent)}.aw-act[aria-pressed=true] svg{fill:currentColor}
.aw-tomb .aw-body{color:var(--_ink-2);font-style:italic}.aw-tomb .aw-avatar{background:var(--_line)}
.aw-comment:target,.aw-comment[data-target]{background:var(--_gold-wash);box-shadow:0 0 0 .75rem var(--_gold-wash);border-radius:2px}
.aw-comment[data-sending]{opacity:.6}
.aw-empty{text-align:center;padding:2.5rem 1rem;color:var(--_ink-2)}.aw-empty svg{width:4rem;height:4rem;opacity:.55;stroke-width:2}
.aw-empty p{font-size:1.05rem;margin-top:.75rem!important}.aw-empty p.aw-ui{font-size:.9375rem;margin-top:.25rem!important}
.aw-error{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;color:var(--_accent);margin-top:.5rem!important}
.aw-more{display:block;margin:1.5rem auto 0}
.aw-hidden,.aw-composer label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:30rem){.aw-bar>.aw-row{flex-wrap:nowrap}.aw-bar>.aw-row .aw-pill{flex:1;padding-inline:.5rem}.aw-pill .aw-label{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.aw-comment{grid-template-columns:1.75rem minmax(0,1fr);column-gap:.6rem}.aw-avatar{width:1.75rem;height:1.75rem;font-size:.7rem}
.aw-replies{margin-inline-start:1.4rem!important}.aw-replies::before{inset-inline-start:-.55rem}}
@media(prefers-reduced-motion:reduce){.aw-pill{transition:none}.aw-pill:active{transform:none}}
@media(forced-colors:active){.aw-pill[aria-pressed=true],.aw-choice:has(:checked),.aw-tabs label:has(:checked){outline:2px solid Highlight}}
@media print{.aw-composer,.aw-tabs,.aw-acts,.aw-more,.aw-panel{display:none}}
`.replaceAll('\n', '');
