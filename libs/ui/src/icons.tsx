import type { ComponentChildren } from 'preact';

export const Icon = ({ children, size = 24 }: { children: ComponentChildren; size?: number }) => (
  <svg
    viewBox={`0 0 ${size} ${size}`}
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const CoinIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="m12 8 3 4-3 4-3-4Z" />
  </Icon>
);

export const HeartIcon = () => (
  <Icon>
    <path d="M12 20Q4 15 4 10a4 4 0 0 1 8-2 4 4 0 0 1 8 2q0 5-8 10Z" />
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
    <path d="M12 15V4M8 8l4-4 4 4M5 13v7h14v-7" />
  </Icon>
);

export const PeopleIcon = () => (
  <Icon>
    <path d="M5 8a4 4 0 0 0 8 0 4 4 0 0 0-8 0M2 20q0-6 7-6t7 6M16 4q4 4 0 8M19 15q3 1 3 5" />
  </Icon>
);

export const BubbleIcon = () => (
  <Icon>
    <path d="M4 4h16v13H9l-5 4Z" />
  </Icon>
);
