import type { en } from './en';

export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
type Shape<T> = { [Key in keyof T]: T[Key] extends string ? string : Forms };

/** The words of a language. */
export type Words = Shape<typeof en>;
export type TextKey = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? Key : never }[keyof typeof en];
export type CountKey = Exclude<keyof typeof en, TextKey>;
