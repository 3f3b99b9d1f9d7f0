import { setTimeout as pause } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One registry per process. Names start with `afterword_` and end with their unit. */
export const metricsRegistry = new Registry();

let processMetrics = false;

/** How long the event loop is measured before its lag is told for the first time. Milliseconds. */
const FIRST_LAG_MS = 300;

/**
 * Every figure, as Prometheus reads it. Node's own (memory, event loop, garbage collection) are collected from the first time on that
 * somebody asks: measuring the event loop wakes the process ten times a second, be it at rest (decision record 0139).
 */
export async function readMetrics(): Promise<string> {
  if (!processMetrics) {
    collectProcessMetrics();
    await pause(FIRST_LAG_MS);
  }
  return metricsRegistry.metrics();
}

function collectProcessMetrics(): void {
  if (processMetrics) return;
  processMetrics = true;
  // Ten times a second, and not a hundred, which kept an idle process awake. The lag that is shown includes this tenth.
  collectDefaultMetrics({ register: metricsRegistry, prefix: 'afterword_', eventLoopMonitoringPrecision: 100 });
}

type Labels = readonly string[];
const registers = [metricsRegistry];

/** Make a metric, or give the one of that name: two applications may live in one test process. */
export const counter = (name: string, help: string, labelNames: Labels = []): Counter =>
  (metricsRegistry.getSingleMetric(name) as Counter | undefined) ??
  new Counter({ name, help, labelNames: [...labelNames], registers });

export const gauge = (name: string, help: string, labelNames: Labels = []): Gauge =>
  (metricsRegistry.getSingleMetric(name) as Gauge | undefined) ??
  new Gauge({ name, help, labelNames: [...labelNames], registers });

/** A figure that is worked out when it is asked for; the newest of two of one name is asked. */
export function gaugeOf(name: string, help: string, read: () => number): void {
  metricsRegistry.removeSingleMetric(name);
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}

export const histogram = (name: string, help: string, buckets: readonly number[], labelNames: Labels = []): Histogram =>
  (metricsRegistry.getSingleMetric(name) as Histogram | undefined) ??
  new Histogram({ name, help, buckets: [...buckets], labelNames: [...labelNames], registers });
