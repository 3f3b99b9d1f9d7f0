import { hueOf, initialsOf } from '../format';

/** Initials on a colour of the reader's own: no picture of another host is loaded. */
export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span class="avatar" data-hue={hueOf(id)} aria-hidden="true">
    {initialsOf(name)}
  </span>
);
