/** BullMQ's schema, with the jobs of all queues and the messages between processes. */
export const DROP_QUEUES = `drop schema if exists bullmq cascade`;
