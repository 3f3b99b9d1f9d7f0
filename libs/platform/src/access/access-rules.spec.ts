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
const staff: Principal = { kind: 'staff', id: '2', roles: [{ site: 'demo', role: 'moderator' }] };
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
});
