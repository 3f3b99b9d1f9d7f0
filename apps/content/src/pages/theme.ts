/** The look of the article site, one stylesheet. Change the custom properties to make it yours. */
export const theme = `
:root{color-scheme:light dark;
--paper:light-dark(#fdfcf9,#151412);--card:light-dark(#fff,#1d1b19);--ink:light-dark(#1d1b18,#ece8e1);
--ink-2:light-dark(#5d574e,#aba398);--line:light-dark(#e5e0d6,#34302b);--focus:light-dark(#1a56c4,#8ab4ff);
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Georgia,serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--step:clamp(1.0625rem,1rem + .3vw,1.1875rem);--radius:12px}
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:none;text-size-adjust:none}
body{background:var(--paper);color:var(--ink);font:400 var(--step)/1.65 var(--serif);-webkit-font-smoothing:antialiased;padding-inline:max(1rem,4vw)}
main,.site-header,.site-footer{max-width:42rem;margin-inline:auto}
a{color:inherit;text-decoration-color:color-mix(in srgb,currentColor 35%,transparent);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:6px}
.ui{font-family:var(--sans);font-size:.875rem;line-height:1.4}
.skip{position:absolute;inset-inline-start:-100vw;background:var(--card);padding:.5rem 1rem;border-radius:8px}.skip:focus{inset-inline-start:1rem;top:.5rem;z-index:1}
.site-header{padding-block:1.25rem;border-bottom:1px solid var(--line);display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
.brand{font-style:italic;font-weight:600;text-decoration:none}
.story{padding-block:clamp(2rem,6vw,3.5rem) 1.5rem}
.story>*+*,.prose>*+*{margin-top:1.1em}
.topics{display:flex;gap:.5rem;flex-wrap:wrap;list-style:none;padding:0}
.topics a{display:inline-block;text-decoration:none;color:var(--ink-2);border:1px solid var(--line);padding:.2rem .7rem;border-radius:99px;font-size:.8125rem}
.topics a:hover{border-color:var(--ink-2)}
h1{font-size:clamp(1.75rem,1.3rem + 2.4vw,2.6rem);line-height:1.15;letter-spacing:-.015em;font-weight:600;text-wrap:balance;margin-top:.6em;overflow-wrap:anywhere}
h2,h3,h4{line-height:1.25;text-wrap:balance}.prose h2{font-size:1.35em;margin-top:1.8em}.prose h3{font-size:1.15em;margin-top:1.6em}
.byline{color:var(--ink-2);display:flex;flex-wrap:wrap;gap:.25rem .9rem;align-items:center}
.note{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;padding:.6rem .9rem;border:1px solid var(--line);border-radius:var(--radius);color:var(--ink-2);background:var(--card)}
.prose{overflow-wrap:anywhere}
.prose ol,.prose ul{padding-inline-start:1.4em}.prose li+li{margin-top:.5em}.prose li::marker{color:var(--ink-2);font-variant-numeric:tabular-nums}
.prose blockquote,.related{border-inline-start:3px solid var(--line);padding-inline-start:1rem}
.prose img{max-width:100%;height:auto}.prose pre{overflow-x:auto;padding:1rem;background:var(--card);border:1px solid var(--line);border-radius:8px;font-size:.875em}
.prose code{font-size:.9em}.prose table{display:block;overflow-x:auto;border-collapse:collapse}.prose th,.prose td{border:1px solid var(--line);padding:.35rem .6rem}
.related ul{list-style:none;padding:0}.related li+li{margin-top:.35em}.related h2{color:var(--ink-2);font:400 .8125rem/1.4 var(--sans)}
.list{list-style:none;padding:0;padding-block:1rem}
.list li{padding-block:1.5rem;border-bottom:1px solid var(--line)}
.list h2{font-size:1.35rem;font-weight:600}.list h2 a{text-decoration:none}.list h2 a:hover{text-decoration:underline}
.list p{margin-top:.4rem}.pager{padding-block:1rem}
.site-footer{color:var(--ink-2);border-top:1px solid var(--line);padding-block:1.5rem 3rem;margin-top:3rem}
@media print{.site-header,.site-footer,.skip{display:none}}
`.replaceAll('\n', '');
