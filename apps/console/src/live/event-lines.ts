/** One event of a `text/event-stream`. */
export interface StreamEvent {
  id: string | null;
  name: string;
  data: string;
}

/** Splits a stream's text into events, whatever pieces it comes in. Comments and unknown fields are left out. */
export class EventLines {
  private rest = '';

  push(text: string): StreamEvent[] {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const event: StreamEvent = { id: null, name: 'message', data: '' };
      for (const line of block.split('\n')) {
        const [, field = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (field === 'id') event.id = value;
        if (field === 'event') event.name = value;
        if (field === 'data') event.data += value;
      }
      return event.data === '' ? [] : [event];
    });
  }
}
