import type { ComponentChildren } from 'preact';

const Icon = ({ children, size = 24 }: { children: ComponentChildren; size?: number }) => (
  <svg viewBox={`0 0 ${size} ${size}`} fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true">
    {children}
  </svg>
);

export const CoinIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.2v9.6m2.6-7.5c-.7-1-4.8-1.2-4.9.7-.1 2.1 5 1.2 5 3.7 0 2-4.400 1.800-5.200.5" />
  </Icon>
);

export const HeartIcon = () => (
  <Icon>
    <path d="M12 19.600S4.600 15.300 4.600 9.900A4 4 0 0 1 12 7.700a4 4 0 0 1 7.400 2.200c0 5.400-7.400 9.700-7.400 9.700Z" />
  </Icon>
);

export const MarkIcon = () => (
  <Icon>
    <path d="M12 4.500 14.200 9.600l5.300.5-4 3.600 1.200 5.300L12 16.200 7.300 19l1.200-5.300-4-3.600 5.300-.5Z" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M12 14.800V4.200m-3.800 3.700L12 4.100l3.800 3.800M5.200 12.800V18a1.800 1.800 0 0 0 1.800 1.800h10a1.800 1.800 0 0 0 1.800-1.800v-5.200" />
  </Icon>
);

export const BubbleIcon = () => (
  <Icon>
    <path d="M19.800 15.200a1.800 1.800 0 0 1-1.800 1.800H9l-4.800 3.800V6A1.800 1.800 0 0 1 6 4.200h12A1.800 1.800 0 0 1 19.800 6Z" />
  </Icon>
);

export const EmptyIcon = () => (
  <Icon size={64}>
    <path d="M13 13h26a6 6 0 0 1 6 6v13a6 6 0 0 1-6 6H26l-9 8v-8h-4a6 6 0 0 1-6-6V19a6 6 0 0 1 6-6Z" />
    <path d="M50 25h1a6 6 0 0 1 6 6v11a6 6 0 0 1-6 6h-3v7l-8-7h-6" opacity=".6" />
  </Icon>
);
