import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: sites are told by webhooks what happens (decision record 0074).
 * Locks: none; the tables are new. Way back: below; endpoints, their secrets and what was not sent are lost.
 */
export class Webhooks1764000000047 implements MigrationInterface {
  name = 'Webhooks1764000000047';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_endpoint (
        site_id text not null references site (id) on delete cascade,
        id uuid not null,
        url text not null,
        description text,
        -- Types of events.
        events text[] not null,
        format text not null,
        -- Both sign until the time; then the first one alone.
        secret text not null,
        previous_secret text,
        previous_secret_until timestamptz,
        paused_because text constraint webhook_endpoint_pause_check check (paused_because in ('manual', 'failing', 'gone')),
        paused_at timestamptz,
        -- Attempts that have failed in a row, and since when.
        failures integer not null default 0,
        failing_since timestamptz,
        -- What the endpoint has asked for, by Retry-After.
        not_before timestamptz,
        created_at timestamptz not null default now(),
        -- It is gone for everybody, and its deliveries are being removed.
        deleted_at timestamptz,
        primary key (id, site_id),
        constraint webhook_endpoint_paused check ((paused_because is null) = (paused_at is null))
      )`);
    await runner.query(`create index webhook_endpoint_site on webhook_endpoint (site_id, id) where deleted_at is null`);
    await runner.query(`
      create table webhook_delivery (
        site_id text not null,
        endpoint_id uuid not null,
        id uuid not null,
        -- What receivers know it by, however often it is sent.
        message_id text not null,
        type text not null,
        page_id uuid,
        subject_id uuid not null,
        actor_id uuid,
        payload jsonb not null,
        happened_at timestamptz not null,
        status text not null default 'pending'
          constraint webhook_delivery_status_check check (status in ('pending', 'delivered', 'failed')),
        attempts jsonb not null default '[]',
        -- Attempts by the schedule that have failed.
        failures smallint not null default 0,
        -- When it is sent, or, while a worker sends it, when another one may; null where nothing is left to do.
        due_at timestamptz default now(),
        -- Somebody has asked for one attempt, after which the schedule goes on, if there is something left of it.
        by_hand boolean not null default false,
        resume_at timestamptz,
        primary key (endpoint_id, id, site_id),
        foreign key (site_id, endpoint_id) references webhook_endpoint (site_id, id) on delete cascade
      )`);
    await runner.query(
      `create index webhook_delivery_open on webhook_delivery (endpoint_id, id) where status <> 'delivered'`,
    );
    await runner.query(
      `create index webhook_delivery_due on webhook_delivery (endpoint_id, by_hand, due_at) where due_at is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table webhook_delivery, webhook_endpoint`);
  }
}
