import { age, time } from '../format';

export const Age = ({ at }: { at: string }) => (
  <time dateTime={at} title={time(at)}>
    {age(at)}
  </time>
);
