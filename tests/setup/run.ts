/** Jest loads its set-up and its tear-down as two module graphs of one process; this is what passes between them. */
const KEY = Symbol.for('afterword.tests.tear-down');

type TearDown = () => Promise<void>;
type Holder = typeof globalThis & { [KEY]?: TearDown };

export function keepForTeardown(tearDown: TearDown): void {
  (globalThis as Holder)[KEY] = tearDown;
}

export async function tearDownRun(): Promise<void> {
  await (globalThis as Holder)[KEY]?.();
}
