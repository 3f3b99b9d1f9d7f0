import { decide } from './access-rules';
import { ANONYMOUS, OPERATOR, type Principal } from './principal';

const author = { id: '1', name: 'Ada', avatarUrl: null, role: 'guest' as const };
const reader: Principal = {
  kind: 'reader',
  reader: { ...author, siteId: 'demo' },
  tokenHash: Buffer.alloc(32),
  restriction: null,
  wasMuted: false,
};
const person = { kind: 'staff', id: '2', name: 'Mo', session: { id: '3', kind: 'session' } } as const;
const staff: Principal = { ...person, roles: [{ site: 'demo', role: 'moderator' }] };
const admin: Principal = { ...person, roles: [{ site: 'demo', role: 'admin' }] };
const script: Principal = { ...admin, session: { id: '4', kind: 'token' } };
const service: Principal = { kind: 'service', name: 'import' };

describe('who may call a route', () => {
  it('is everybody, on the site that they belong to', () => {
    for (const access of ['anonymous', 'viewer'] as const) {
      for (const principal of [ANONYMOUS, reader, staff, OPERATOR, service])
        expect(decide(access, principal, 'demo')).toBe('allowed');
      for (const principal of [reader, staff]) expect(decide(access, principal, 'other')).toBe('wrong-site');
    }
  });

  it('is a reader of the site and nobody else', () => {
    expect(decide('reader', reader, 'demo')).toBe('allowed');
    expect(decide('reader', reader, undefined)).toBe('allowed');
    expect(decide('reader', reader, 'other')).toBe('wrong-site');
    expect(decide('reader', ANONYMOUS, 'demo')).toBe('unauthorized');
    for (const principal of [staff, OPERATOR, service])
      expect(decide('reader', principal, 'demo')).toBe('wrong-principal');
  });

  it('is the operator, on every site', () => {
    expect(decide('operator', OPERATOR, 'demo')).toBe('allowed');
    expect(decide('operator', ANONYMOUS, 'demo')).toBe('unauthorized');
    for (const principal of [reader, staff, service])
      expect(decide('operator', principal, 'demo')).toBe('wrong-principal');
  });

  it('is either of the two', () => {
    for (const principal of [reader, OPERATOR]) expect(decide('reader-or-operator', principal, 'demo')).toBe('allowed');
    for (const principal of [staff, service])
      expect(decide('reader-or-operator', principal, 'demo')).toBe('wrong-principal');
  });

  it('is staff with the role, on the site or on any where the route names none', () => {
    expect(decide('moderator', staff, 'demo')).toBe('allowed');
    expect(decide('moderator', admin, 'demo')).toBe('allowed');
    expect(decide('moderator', staff, 'other')).toBe('wrong-site');
    expect(decide('admin', staff, 'demo')).toBe('wrong-principal');
    expect(decide('admin', admin, 'demo')).toBe('allowed');
    expect(decide('admin', admin, 'other')).toBe('wrong-site');
    expect(decide('admin', admin, undefined)).toBe('allowed');
    expect(decide('admin', staff, undefined)).toBe('wrong-principal');
    expect(decide('moderator', { ...staff, roles: [] }, undefined)).toBe('allowed');
    expect(decide('moderator', reader, undefined)).toBe('wrong-principal');
  });

  it('is staff themselves, and for what must not be done with a stolen token those who have signed in', () => {
    for (const principal of [staff, admin, script]) expect(decide('staff', principal, undefined)).toBe('allowed');
    for (const principal of [staff, admin]) expect(decide('staff-session', principal, undefined)).toBe('allowed');
    expect(decide('staff-session', script, undefined)).toBe('wrong-principal');
    for (const principal of [reader, OPERATOR, service])
      expect(decide('staff', principal, undefined)).toBe('wrong-principal');
  });
});
