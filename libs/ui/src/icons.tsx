import type { ComponentChildren } from 'preact';

export const Icon = ({ children, size = 24 }: { children: ComponentChildren; size?: number }) => (
  <svg viewBox={`0 0 ${size} ${size}`} fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true">
    {children}
  </svg>
);

export const CoinIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.2v9.6m2.6-7.5c-.7-1-4.8-1.2-4.9.7-.1 2.1 5 1.2 5 3.7 0 2-4.4 1.8-5.2.5" />
  </Icon>
);

export const HeartIcon = () => (
  <Icon>
    <path d="M12 19.6S4.6 15.3 4.6 9.9A4 4 0 0 1 12 7.7a4 4 0 0 1 7.4 2.2c0 5.4-7.4 9.7-7.4 9.7Z" />
  </Icon>
);

/** How many points the figures of reactions have; with twelve or more they could not be told apart. */
const POINTS: readonly number[] = [5, 4, 3, 6, 8];
/** How deep the figures are cut between their points, in parts of the radius: stars first, then polygons, flat and thin stars. */
const CUTS: readonly number[] = [0.45, 1, 0.7, 0.25];
const RADIUS = 8.5;

/** The figure of a site's n-th further reaction: each another one. */
export function MarkIcon({ index }: { index: number }) {
  const points = POINTS[index % POINTS.length] ?? 5;
  const cut = CUTS[Math.floor(index / POINTS.length) % CUTS.length] ?? 1;
  const corners = Array.from({ length: 2 * points }, (_, corner) => {
    const angle = (Math.PI * corner) / points;
    // Between the points of a polygon its side is nearer to the middle.
    const radius = corner % 2 ? RADIUS * (cut < 1 ? cut : Math.cos(Math.PI / points)) : RADIUS;
    return `${(12 + radius * Math.sin(angle)).toFixed(1)} ${(12 - radius * Math.cos(angle)).toFixed(1)}`;
  });
  return (
    <Icon>
      <path d={`M${corners.join('L')}Z`} />
    </Icon>
  );
}

export const ShareIcon = () => (
  <Icon>
    <path d="M12 14.8V4.2m-3.8 3.7L12 4.1l3.8 3.8M5.2 12.8V18a1.8 1.8 0 0 0 1.8 1.8h10a1.8 1.8 0 0 0 1.8-1.8v-5.2" />
  </Icon>
);

export const BubbleIcon = () => (
  <Icon>
    <path d="M19.8 15.2a1.8 1.8 0 0 1-1.8 1.8H9l-4.8 3.8V6A1.8 1.8 0 0 1 6 4.2h12A1.8 1.8 0 0 1 19.8 6Z" />
  </Icon>
);
