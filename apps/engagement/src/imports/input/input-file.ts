/** One file of what is imported, decompressed and decoded. */
export interface InputFile {
  /** Without its folder and without `.gz`. */
  readonly name: string;
  /** The beginning of it, to recognize its format by. */
  readonly head: string;
  /** Where it is on disk as it is, for formats that a program of their own reads; null for what comes out of an archive. */
  readonly path: string | null;
  /** Its text from the beginning, in pieces, without a byte order mark. */
  text(): AsyncIterable<string>;
}
