import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: readers are told on their devices, too (decision record 0107).
 * Locks: `notification` for a moment; its new column has no default. Way back: below; devices that readers chose are lost.
 */
export class PushSubscriptions1764000000059 implements MigrationInterface {
  name = 'PushSubscriptions1764000000059';

  async up(runner: QueryRunner): Promise<void> {
    // When a push service first took it for one of the reader's devices.
    await runner.query(`alter table notification add column pushed_at timestamptz(3)`);
    await runner.query(`
      create table push_subscription (
        site_id text not null,
        reader_id uuid not null,
        -- SHA-256 of the endpoint. A browser has one endpoint for all readers and sites of this installation.
        endpoint_hash bytea not null,
        endpoint text not null,
        -- The browser's public key and secret, by which what is sent is encrypted.
        p256dh bytea not null,
        auth bytea not null,
        -- What the browser preferred, for a reader who has chosen no language.
        language text not null,
        created_at timestamptz(3) not null default now(),
        -- Pushes in a row that its push service did not take for good.
        failures smallint not null default 0,
        primary key (reader_id, endpoint_hash, site_id),
        foreign key (site_id, reader_id) references reader (site_id, id) on delete cascade
      )`);
    await runner.query(`
      create table push_delivery (
        site_id text not null,
        reader_id uuid not null,
        notification_id uuid not null,
        endpoint_hash bytea not null,
        -- When it is sent, or, while a worker sends it, when another one may.
        due_at timestamptz not null default now(),
        attempts smallint not null default 0,
        primary key (reader_id, notification_id, endpoint_hash, site_id),
        foreign key (reader_id, notification_id, site_id) references notification (reader_id, id, site_id) on delete cascade,
        foreign key (reader_id, endpoint_hash, site_id) references push_subscription (reader_id, endpoint_hash, site_id) on delete cascade
      )`);
    await runner.query(`create index push_delivery_due on push_delivery (due_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table push_delivery, push_subscription`);
    await runner.query(`alter table notification drop column pushed_at`);
  }
}
