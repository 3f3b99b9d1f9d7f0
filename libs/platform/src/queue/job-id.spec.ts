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

  it('is the same for a state until the hour ends', () => {
    const now = jest.spyOn(Date, 'now');
    const at = (time: string) => {
      now.mockReturnValue(Date.parse(time));
      return jobId('a', 'b', 1);
    };
    const ids = ['2026-11-28T12:00:00Z', '2026-11-28T12:59:59Z', '2026-11-28T13:00:00Z'].map(at);
    now.mockRestore();
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});
