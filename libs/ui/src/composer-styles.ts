import { lengths } from './lengths';

/** Styles of the composer. Its box is in the thread's styles, which reserve the space. */
export const composerStyles = lengths(`
.aw-composer:has(textarea:focus-visible){outline:2px solid var(--_focus)}.aw-composer textarea:focus-visible{outline:0}
.aw-composer,.aw-composer label{position:relative}
.aw textarea{box-sizing:border-box;display:block;width:100%;min-height:4.5rem;max-height:24rem;margin:0;border:0;background:none;color:inherit;font:400 1rem/1.55 var(--_serif);resize:vertical;padding:.25rem;field-sizing:content}
.aw :placeholder-shown{direction:inherit}.aw ::placeholder{color:var(--_ink-2);opacity:1}
.aw-foot{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.5rem 1rem;padding-top:.5rem;margin-top:.25rem;border-top:1px solid var(--_line)}.aw-foot .aw-row{margin-inline-start:auto}
.aw-tools [aria-pressed=true]{text-decoration:underline}
.aw-comment .aw-composer{margin-block:.5rem}
.aw .aw-room{margin-top:.25rem}.aw-room:empty{display:none}.aw .aw-room[data-over]{color:var(--afterword-danger,var(--_accent))}
`);
