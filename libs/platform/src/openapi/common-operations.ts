import { z } from 'zod';
import type { Operation } from './operation';

export const HealthSchema = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  service: z.enum(['content', 'engagement']),
  checks: z.record(z.string(), z.enum(['up', 'down'])),
});

export const LiveSchema = z.object({ status: z.literal('live'), service: z.enum(['content', 'engagement']) });

const own = { tag: 'Service', access: 'anybody' } as const;

/** What both services have. */
export const serviceOperations: readonly Operation[] = [
  {
    ...own,
    id: 'live',
    method: 'get',
    path: '/health/live',
    summary: 'The process runs.',
    answer: { status: 200, schema: LiveSchema },
  },
  {
    ...own,
    id: 'ready',
    method: 'get',
    path: '/health/ready',
    summary:
      'Whether it can serve: `ready`, or `degraded` where what is down is not essential; else 503 with the same body.',
    answer: { status: 200, schema: HealthSchema },
    otherAnswers: { 503: HealthSchema },
  },
  {
    ...own,
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    summary: 'Figures for Prometheus.',
    answer: { status: 200, mediaType: 'text/plain' },
  },
  {
    ...own,
    id: 'openapi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document.',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/json' },
  },
  {
    ...own,
    id: 'docs',
    method: 'get',
    path: '/docs',
    summary: 'This document, for people.',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  },
];
