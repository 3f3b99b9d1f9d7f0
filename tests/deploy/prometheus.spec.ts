import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '@afterword/testing/find-program';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parse, stringify } from 'yaml';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const RULES = 'deploy/prometheus/afterword.rules.yml';
const rules = parse(read(RULES)) as { groups: { rules: { record?: string; alert?: string; expr: string }[] }[] };
const dashboard = JSON.parse(read('deploy/grafana/afterword.json')) as {
  panels: { type: string; title: string; targets?: { expr: string }[] }[];
};
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const promtool = findProgram('promtool');
const itWithPromtool = promtool ? it : it.skip;

function runPromtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(promtool!, args, { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const sources = () =>
  ['apps/content/src', 'apps/engagement/src', 'libs/platform/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => join(folder, file)),
  );

describe('the files for Prometheus and Grafana', () => {
  it('ask only for figures that the services have', () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry, prefix: 'afterword_' });
    const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    registry.clear();
    for (const file of sources())
      for (const [, name = ''] of read(file).matchAll(/'(afterword_[a-z0-9_]+)'/g)) known.add(name);

    const recorded = rules.groups.flatMap((group) => group.rules.flatMap(({ record }) => record ?? []));
    const asked = [...expressions, ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr))].flatMap(
      (expression) => [...expression.matchAll(/(?<![a-z0-9_:])(?:job:)?afterword_[a-z0-9_:]+/g)].map(([name]) => name),
    );
    expect(asked.length).toBeGreaterThan(40);
    const unknown = asked.filter(
      (name) => !recorded.includes(name) && !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, '')),
    );
    expect(unknown).toEqual([]);
  });

  itWithPromtool('are understood by Prometheus, and the alerts fire when they should', () => {
    for (const args of [
      ['check', 'rules', RULES],
      ['check', 'config', 'deploy/prometheus/prometheus.yml'],
      ['test', 'rules', 'tests/deploy/alerts.test.yml'],
    ])
      expect(runPromtool(...args)).toEqual({ status: 0, output: expect.any(String) });
  });

  itWithPromtool('draw what Prometheus can work out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-dashboard-'));
    try {
      const file = join(folder, 'panels.yml');
      const written = expressions.map((expression, index) => ({
        record: `panel:${index}`,
        expr: expression.replaceAll('$__rate_interval', '5m').replaceAll('$job', '.+'),
      }));
      writeFileSync(file, stringify({ groups: [{ name: 'panels', rules: written }] }));
      expect(runPromtool('check', 'rules', file)).toEqual({ status: 0, output: expect.any(String) });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
