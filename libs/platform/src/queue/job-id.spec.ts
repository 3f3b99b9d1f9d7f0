import fc from 'fast-check';
import { jobId } from './job-id';

describe('jobId', () => {
  it('holds nothing that BullMQ refuses, whatever a page is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (page, version) => {
        const id = jobId('page.snapshot', page, version);
        expect(id).not.toContain(':');
        expect(id).not.toMatch(/^\d+$/);
      }),
    );
  });

  it('tells different states apart', () => {
    expect(jobId('a', 'b/c', 1)).not.toBe(jobId('a', 'b', 'c/1'));
    expect(jobId('a', 'b', 1)).not.toBe(jobId('a', 'b', 11));
  });
});
