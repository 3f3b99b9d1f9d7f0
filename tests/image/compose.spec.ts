import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeVariables, readCompose } from './compose';

const secrets = { ADMIN_TOKEN: 'a-token-for-the-operator', POSTGRES_PASSWORD: 'secret' };

describe('docker-compose.yml', () => {
  const { services, volumes } = readCompose(secrets);

  it('will not start without the two secrets', () => {
    expect(() => readCompose({ ...secrets, ADMIN_TOKEN: '' })).toThrow('ADMIN_TOKEN: set ADMIN_TOKEN in .env');
    expect(() => readCompose({ ...secrets, POSTGRES_PASSWORD: '' })).toThrow(
      'POSTGRES_PASSWORD: set POSTGRES_PASSWORD in .env',
    );
  });

  it('takes its variables from .env.example, all of them', () => {
    const example = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
    const named = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining([...composeVariables]));
  });

  it('publishes the services where their public origins say', () => {
    const { content } = readCompose({ ...secrets, CONTENT_PORT: '8080' }).services;
    expect(content?.environment?.CONTENT_URL).toBe('http://localhost:8080');
    expect(content?.ports).toEqual([{ host_ip: '127.0.0.1', published: '8080', target: 3000 }]);
  });

  it.each(['content', 'engagement'])('starts %s when the databases are migrated', (name) => {
    expect(services[name]?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    expect(services[name]?.healthcheck?.test).toContain(name);
  });

  it('pins what it does not build', () => {
    for (const { image, build } of Object.values(services)) expect(build ? '' : image).toMatch(/^$|:\d+\.\d+/);
  });

  it('keeps the data of its servers in named volumes', () => {
    for (const { volumes: mounts = [] } of Object.values(services))
      for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
  });
});
