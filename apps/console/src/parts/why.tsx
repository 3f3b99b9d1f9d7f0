import type { Verdict } from '@afterword/contracts';
import { languageName, sayCoded } from '../words';

/** Why a step of moderation did not let a comment pass: in the words of the console, or those of whoever decided it. */
export function Why({ code, values = {}, reason }: Pick<Verdict, 'code' | 'values' | 'reason'>) {
  const { language } = values;
  const named = typeof language === 'string' ? { ...values, language: languageName(language) } : values;
  const text = code === undefined ? null : sayCoded('why', code, named);
  return <span dir="auto">{text ?? reason}</span>;
}
