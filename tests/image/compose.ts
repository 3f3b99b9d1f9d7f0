import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type YAMLSeq } from 'yaml';

export interface ComposeService {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas?: number };
  restart?: string;
  volumes?: string[];
  networks?: string[];
  ports?: { host_ip: string; published: string | number; target: number; protocol?: string }[];
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  networks: Record<string, unknown>;
}

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** Every variable that a compose file takes from its environment. */
export const composeVariablesOf = (file: string) =>
  new Set([...textOf(file).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name));

/** Takes away what another file says. */
const RESET = { tag: '!reset', collection: 'seq' as const, resolve: (list: YAMLSeq) => list };

/** A compose file as `docker compose config` would show it by itself, with the variables of its `.env`. */
export function readCompose(env: Record<string, string>, file = 'docker-compose.yml'): ComposeFile {
  return interpolate(parse(textOf(file), { merge: true, customTags: [RESET] }), env) as ComposeFile;
}

function interpolate(value: unknown, env: Record<string, string>): unknown {
  if (typeof value === 'string') return interpolateText(value, env);
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, env)]));
}

/** `${NAME:-default}` and `${NAME:?message}`, the innermost first, since a default may hold another. */
function interpolateText(value: string, env: Record<string, string>): string {
  const innermost = /\$\{(\w+)(?::([-?])([^${}]*))?\}/;
  let result = value;
  for (let match = innermost.exec(result); match; match = innermost.exec(result)) {
    const [whole, name = '', operator, operand = ''] = match;
    if (!env[name] && operator === '?') throw new Error(`${name}: ${operand}`);
    result = result.replace(whole, () => env[name] || operand);
  }
  return result;
}
