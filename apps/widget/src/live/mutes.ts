import { onePerKey } from '../one-per-key';
import type { Session } from '../session';

/** People whom one device can mute on one site. The first ones are forgotten. */
const MOST = 500;

/** The people whose comments a reader does not want to see: on this device, since guests have no account that would keep them. */
export class Mutes {
  private ids: string[];

  private constructor(private readonly session: Session) {
    this.ids = session.storage.load<string[]>(keyOf(session)) ?? [];
  }

  static readonly of = onePerKey((session: Session) => new Mutes(session));

  has(readerId: string | undefined): boolean {
    return readerId !== undefined && this.ids.includes(readerId);
  }

  set(readerId: string, isMuted: boolean): void {
    this.ids = [...this.ids.filter((id) => id !== readerId), ...(isMuted ? [readerId] : [])].slice(-MOST);
    this.session.storage.save(keyOf(this.session), this.ids.length === 0 ? null : this.ids);
  }
}

const keyOf = ({ site }: Session): string => `muted:${site}`;
