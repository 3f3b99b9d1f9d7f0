import { randomBytes } from 'node:crypto';
import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SECRET } from './installation-secrets.sql';

const SECRET_BYTES = 32;

/** Secrets that this installation makes for itself: the same in every process and after every restart. */
@Injectable()
export class InstallationSecrets {
  private readonly known = new Map<string, Promise<Buffer>>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** 32 random bytes. */
  get(name: string): Promise<Buffer> {
    const known = this.known.get(name);
    if (known) return known;
    const reading = this.read(name).catch((error: unknown) => {
      this.known.delete(name);
      throw error;
    });
    this.known.set(name, reading);
    return reading;
  }

  private async read(name: string): Promise<Buffer> {
    const [row] = await rowsOf<{ secret: Buffer }>(this.dataSource, SECRET, [name, randomBytes(SECRET_BYTES)]);
    if (!row) throw new Error('An upsert gives a row');
    return row.secret;
  }
}
